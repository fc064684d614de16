using System.Text.Json;
using HazmatTrack.Kubernetes.Tests.Policies;
using HazmatTrack.Testing;
using k8s;

namespace HazmatTrack.Kubernetes.Tests;

/// <summary>What a deployer can rely on of each overlay before a cluster has seen it.</summary>
public sealed class OverlayTests
{
    public static TheoryData<string> All => Overlay.All;

    private static string Tools => Repository.File("tests/Kubernetes");

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_member_of_every_object_is_one_that_its_kind_has(string overlay)
    {
        var objects = KubernetesYaml.LoadAllFromString(await Overlay.YamlAsync(overlay), CustomKinds.Types, strict: true);
        Assert.Equal((await Overlay.ObjectsAsync(overlay)).Count, objects.Count);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_object_is_valid_by_the_schema_of_its_kind(string overlay)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Tools, "node_modules")), "The schemas are not installed: run npm ci --prefix tests/Kubernetes.");
        var objects = await Overlay.ObjectsAsync(overlay);
        var (code, output, errors) = await Overlay.RunAsync("node", JsonSerializer.Serialize(objects), Path.Combine(Tools, "check.mjs"));
        Assert.Equal((0, "", ""), (code, output, errors));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Objects_fit_each_other_and_the_program(string overlay) => Assert.Empty(AllPolicies.Faults(await Overlay.ObjectsAsync(overlay)));

    [Theory]
    [MemberData(nameof(All))]
    public async Task Nothing_is_left_without_a_namespace(string overlay) => Assert.All(
        await Overlay.ObjectsAsync(overlay), o => Assert.True(o.Kind() == "Namespace" || o.Text("metadata", "namespace") is not null, o.Title()));
}
