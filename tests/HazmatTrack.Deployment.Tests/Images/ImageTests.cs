using System.Text.Json;
using HazmatTrack.Testing;

namespace HazmatTrack.Deployment.Tests.Images;

[Collection(nameof(BuiltImage))]
public sealed class ImageTests(BuiltImage image, ITestOutputHelper output)
{
    private const long MostBytes = 250_000_000;

    [Fact]
    public void It_is_small()
    {
        BuiltImage.Need();
        output.WriteLine($"packed {image.Size.Packed / 1e6:F1} MB, unpacked {image.Size.Unpacked / 1e6:F1} MB");
        Assert.InRange(image.Size.Unpacked, 1, MostBytes);
    }

    [Fact]
    public async Task The_same_input_gives_the_same_image_bit_by_bit()
    {
        BuiltImage.Need();
        var again = Directory.CreateTempSubdirectory("hazmat-again-").FullName;
        try
        {
            Assert.Equal(image.Digest, await image.BuildAsync(again));
            foreach (var file in (string[])["hazmattrack.oci.tar", "hazmattrack.docker.tar"])
            {
                await Scripts.RunAsync("cmp", Path.Combine(image.Out, file), Path.Combine(again, file));
            }
        }
        finally
        {
            Directory.Delete(again, true);
        }
    }

    [Fact]
    public void It_has_what_Debian_packages_say_and_no_program_but_its_own()
    {
        BuiltImage.Need();
        var packages = File.ReadAllLines(Repository.File("deploy/image/packages.txt")).Select(l => l.Split('#')[0].Trim()).Where(l => l != "").ToList();
        Assert.Equal(packages,
            Directory.GetFiles(Path.Combine(image.Root, "var/lib/dpkg/status.d")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        Assert.All(packages, p => Assert.True(File.Exists(Path.Combine(image.Root, "usr/share/doc", p, "copyright")), p));
        Assert.Contains("BEGIN CERTIFICATE", File.ReadAllText(Path.Combine(image.Root, "etc/ssl/certs/ca-certificates.crt")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(image.Root, "app/console/index.html")), "the page");
        Assert.True(File.Exists(Path.Combine(image.Root, "app/borders/provinces.geojson")), "the borders");
        Assert.False(Directory.Exists(Path.Combine(image.Root, "usr/bin")));
    }

    [Fact]
    public async Task Every_library_finds_those_that_it_needs_in_the_image()
    {
        BuiltImage.Need();
        Scripts.Need("objdump");
        var libraries = Directory.GetFiles(Path.Combine(image.Root, "app"), "*.so", SearchOption.AllDirectories)
            .Append(Path.Combine(image.Root, "app/HazmatTrack.Server")).ToList();
        Assert.True(libraries.Count > 5);
        var there = Directory.GetFiles(Path.Combine(image.Root, "usr/lib"), "*.so*", SearchOption.AllDirectories)
            .Concat(libraries).Select(f => Path.GetFileName(f)!).ToHashSet();
        foreach (var library in libraries)
        {
            // Of the machine of the test: only the names count.
            var (_, said, _) = await Scripts.TryAsync("objdump", "-p", library);
            var needed = said.Split('\n').Where(l => l.Contains("NEEDED", StringComparison.Ordinal))
                .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]);
            Assert.Empty(needed.Where(n => !there.Contains(n)).Select(n => $"{Path.GetFileName(library)} needs {n}"));
        }
    }

    [Fact]
    public void Its_environment_has_settings_of_the_program()
    {
        BuiltImage.Need();
        var variables = image.Config.GetProperty("config").GetProperty("Env").EnumerateArray().Select(e => e.GetString()!.Split('=', 2))
            .ToDictionary(e => e[0], e => e[1]);
        Assert.Empty(RealSettings.Faults(variables));
        var settings = RealSettings.Read(variables);
        Assert.Equal("0.0.0.0:9090", settings.Outside.Operation);
        Assert.Equal(image.Config.GetProperty("config").GetProperty("Volumes").EnumerateObject().Single().Name, settings.Server.DataFolder);
        Assert.False(settings.Outside.IsOpen);
    }

    [Fact]
    public void The_Dockerfile_makes_the_same_image()
    {
        BuiltImage.Need();
        Assert.Empty(DockerfileFaults.Of(DockerfileText.Read(Dockerfile), image.Config));
    }

    [Theory]
    [InlineData("USER: the Dockerfile has 0", "USER 1654:1654", "USER 0")]
    [InlineData("EXPOSE: the Dockerfile has 8080/tcp, 8443/tcp, 9091/tcp", "9090/tcp", "9091/tcp")]
    [InlineData("ENV: the Dockerfile has", "Server__DataFolder=/data", "Server__DataFoldr=/data")]
    [InlineData("ENTRYPOINT: the Dockerfile has", "ENTRYPOINT [\"/app/HazmatTrack.Server\"]", "ENTRYPOINT [\"/bin/sh\"]")]
    [InlineData("VOLUME: the Dockerfile has", "VOLUME /data", "VOLUME /var/data")]
    [InlineData("FROM: node is another one tomorrow", "node:22-bookworm-slim", "node")]
    [InlineData("FROM: the last stage begins with files of another image", "FROM scratch", "FROM debian:bookworm-slim")]
    [InlineData("RUN: the last stage lays files", "USER 1654:1654", "RUN [\"/app/more\"]\nUSER 1654:1654")]
    [InlineData("the image is not what root.sh and publish.sh have laid", "COPY --from=published /published /app", "COPY --from=published /source /app")]
    public void A_planted_fault_of_the_Dockerfile_is_found(string says, string right, string wrong)
    {
        BuiltImage.Need();
        Assert.Contains(right, Dockerfile, StringComparison.Ordinal);
        var faults = DockerfileFaults.Of(DockerfileText.Read(Dockerfile.Replace(right, wrong, StringComparison.Ordinal)), image.Config);
        Assert.Contains(faults, f => f.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void Docker_asks_whether_the_program_is_alive_by_its_own_command()
    {
        var check = DockerfileText.Read(Dockerfile).Last.All("HEALTHCHECK").Single();
        Assert.Equal(["/app/HazmatTrack.Server", "health", "--live"],
            JsonSerializer.Deserialize<string[]>(check[check.IndexOf('[', StringComparison.Ordinal)..])!);
    }

    private static string Dockerfile => File.ReadAllText(Repository.File("Dockerfile"));
}
