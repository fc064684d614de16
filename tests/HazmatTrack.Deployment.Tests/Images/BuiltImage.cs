using System.Text.Json;
using HazmatTrack.Testing;

namespace HazmatTrack.Deployment.Tests.Images;

/// <summary>The image as <c>deploy/image/build.sh</c> makes it, once for all tests of the collection, and unpacked.</summary>
public sealed class BuiltImage : IAsyncLifetime
{
    /// <summary>Programs that building and unpacking needs; a test without them reports itself skipped.</summary>
    private static readonly string[] s_needs = ["umoci", "skopeo", "jq", "dpkg-deb", "apt-get", "node", "npm", "git"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-image-");

    /// <summary>What the script has made.</summary>
    public string Out => Path.Combine(_folder.FullName, "out");

    /// <summary>
    /// The published program, for building the image again. Who works on the image may name a folder that publish.sh has made, so that nothing is compiled.
    /// </summary>
    public string Published => Environment.GetEnvironmentVariable("HAZMATTRACK_TEST_PUBLISHED") ?? Path.Combine(_folder.FullName, "published");

    /// <summary>The root of its files.</summary>
    public string Root => Path.Combine(_folder.FullName, "bundle", "rootfs");

    public string Digest { get; private set; } = "";

    /// <summary>Its configuration, as registries have it.</summary>
    public JsonElement Config { get; private set; }

    /// <summary>The bytes of all of its layers, packed and unpacked.</summary>
    public (long Packed, long Unpacked) Size { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (!s_needs.All(Scripts.IsOnPath))
        {
            return;
        }

        // Others than root look into it: the program runs as a user of its own.
        await Scripts.RunAsync("chmod", "755", _folder.FullName);
        if (!Directory.Exists(Published))
        {
            await Scripts.RunAsync(Repository.File("deploy/image/publish.sh"), "linux-x64", Published);
        }

        Digest = await BuildAsync(Out);
        var bundle = Path.Combine(_folder.FullName, "bundle");
        await Scripts.RunAsync("umoci", "unpack", "--rootless", "--image", $"{Out}/oci:hazmattrack", bundle);
        await Scripts.RunAsync("chmod", "755", bundle);
        Config = JsonDocument.Parse(await Scripts.RunAsync("skopeo", "inspect", "--config", $"oci:{Out}/oci:hazmattrack")).RootElement;
        Size = (
            JsonDocument.Parse(await Scripts.RunAsync("skopeo", "inspect", "--raw", $"oci:{Out}/oci:hazmattrack")).RootElement
                .GetProperty("layers").EnumerateArray().Sum(l => l.GetProperty("size").GetInt64()),
            new DirectoryInfo(Root).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
                .Sum(f => f.Length));
    }

    /// <summary>Builds it once more from what was published, and answers its digest.</summary>
    public async Task<string> BuildAsync(string folder) =>
        (await Scripts.RunAsync(Repository.File("deploy/image/build.sh"), "--published", Published, folder)).Trim();

    /// <summary>Skips the test where the image could not be built.</summary>
    public static void Need() => Scripts.Need(s_needs);

    public ValueTask DisposeAsync()
    {
        _folder.Delete(true);
        return ValueTask.CompletedTask;
    }
}

[CollectionDefinition(nameof(BuiltImage))]
public sealed class BuiltImageCollection : ICollectionFixture<BuiltImage>;
