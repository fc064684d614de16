using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using HazmatTrack.Testing;

namespace HazmatTrack.Kubernetes.Tests;

/// <summary>The overlays of <c>k8s</c> as kubectl renders them.</summary>
internal static class Overlay
{
    private static readonly ConcurrentDictionary<string, Task<string>> s_rendered = [];

    public static TheoryData<string> All => ["dev", "province", "delta"];

    /// <summary>The rendered YAML. The test is skipped where kubectl is not installed.</summary>
    public static async Task<string> YamlAsync(string name)
    {
        Assert.SkipUnless(IsInstalled("kubectl"), "kubectl is not installed: it renders the overlays (kubectl kustomize).");
        return await s_rendered.GetOrAdd(name, RenderAsync);
    }

    /// <summary>The rendered objects, a copy for each caller.</summary>
    public static async Task<IReadOnlyList<JsonObject>> ObjectsAsync(string name) => Manifest.Read(await YamlAsync(name));

    private static async Task<string> RenderAsync(string name)
    {
        var (code, output, errors) = await RunAsync("kubectl", null, "kustomize", Path.Combine(Repository.Root, "k8s", "overlays", name));
        return code == 0 ? output : throw new InvalidOperationException($"Overlay {name} cannot be rendered: {errors}");
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(string program, string? input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, program)));
}
