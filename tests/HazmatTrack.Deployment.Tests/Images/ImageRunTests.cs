using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using HazmatTrack.Server.CommandLine;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Testing;
using Npgsql;

namespace HazmatTrack.Deployment.Tests.Images;

/// <summary>The program of the image, as users of the image run it.</summary>
[Collection(nameof(BuiltImage))]
public sealed class ImageRunTests(BuiltImage image, ITestOutputHelper output)
{
    private static readonly TimeSpan s_patience = ServerHost.LongestEnd + TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Alone_it_runs_as_another_user_on_a_root_that_cannot_be_written_to_and_goes_on_from_its_volume()
    {
        Need();
        var volume = await ContainerRun.VolumeAsync();
        try
        {
            var (operation, port) = ($"127.0.0.1:{FreePorts.Next()}", FreePorts.Next());
            var settings = new Dictionary<string, string> { ["Outside__Operation"] = operation, ["Server__Port"] = $"{port}" };
            var before = Files();
            await using (var container = new ContainerRun(image, volume, settings))
            {
                Assert.Equal(3, (await container.DoAsync("health")).Code);
                await container.StartAsync();
                var took = await container.BecomesReadyAsync(operation);
                output.WriteLine($"embedded: ready {took.TotalSeconds:F1} s after its start");

                var status = await File.ReadAllLinesAsync($"/proc/{container.ProgramId}/status", TestContext.Current.CancellationToken);
                Assert.Contains("Uid:\t1654\t1654\t1654\t1654", status);
                Assert.Contains("Gid:\t1654\t1654\t1654\t1654", status);
                Assert.Contains("CapEff:\t0000000000000000", status);
                Assert.Contains("NoNewPrivs:\t1", status);
                var mounts = await File.ReadAllLinesAsync($"/proc/{container.ProgramId}/mountinfo", TestContext.Current.CancellationToken);
                var root = mounts.Select(l => l.Split(' ')).First(l => l[4] == "/");
                Assert.Contains("ro", root[5].Split(','));

                var (code, said, errors) = await container.DoAsync("health", "--lang", "en");
                Assert.True(code == 0, said + errors);
                Assert.Contains("Healthy", said, StringComparison.Ordinal);
                Assert.Equal(0, (await container.DoAsync("health", "--live")).Code);

                using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
                Assert.Contains("<!doctype html>", await client.GetStringAsync("/", TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
                Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/metrics", TestContext.Current.CancellationToken)).StatusCode);
                using var metrics = new HttpClient();
                Assert.Contains(
                    "hazmattrack_build_info",
                    await metrics.GetStringAsync($"http://{operation}/metrics", TestContext.Current.CancellationToken),
                    StringComparison.Ordinal);

                Assert.Equal((int)ExitCode.Done, await container.EndAsync(s_patience));
                Assert.Equal(3, (await container.DoAsync("health", "--live")).Code);
            }

            Assert.Equal(before, Files());
            Assert.True(File.Exists(Path.Combine(volume, "history.db")));
            await using var next = new ContainerRun(image, volume, settings);
            await next.StartAsync();
            await next.BecomesReadyAsync(operation);
            Assert.Equal((int)ExitCode.Done, await next.EndAsync(s_patience));
        }
        finally
        {
            Directory.Delete(volume, true);
        }
    }

    [Theory]
    [InlineData("C.UTF-8", "Access:Demo：其他机器可以访问本程序")]
    [InlineData("en_GB.UTF-8", "Access:Demo: other machines reach this program")]
    public async Task A_setting_that_is_wrong_ends_it_with_a_line_and_code_2(string locale, string expected)
    {
        Need();
        var volume = await ContainerRun.VolumeAsync();
        try
        {
            await using var container = new ContainerRun(
                image, volume, new Dictionary<string, string> { ["Outside__Listen__0"] = "0.0.0.0:8443", ["LANG"] = locale });
            var (code, said, errors) = await container.DoAsync();
            Assert.Equal(((int)ExitCode.Misused, ""), (code, said));
            Assert.Contains(expected, errors, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(volume, true);
        }
    }

    [Fact]
    public async Task Composed_with_Kafka_Redis_and_PostgreSQL_as_one_process_for_each_role_it_shows_the_demo_fleet_through_the_door()
    {
        Need();
        Scripts.Need("haproxy", "openssl");
        await using var run = await ComposedRun.MakeAsync(image, host: null, "tracker", "gateway", "web");
        foreach (var process in run.Processes)
        {
            await process.Container.StartAsync();
            var took = await process.Container.BecomesReadyAsync(process.Operation);
            output.WriteLine($"Kafka, Redis, PostgreSQL: ready {took.TotalSeconds:F1} s after its start");
            Assert.Equal(0, (await process.Container.DoAsync("health")).Code);
        }

        var (port, folder) = (FreePorts.Next(), Directory.CreateTempSubdirectory("hazmat-door-").FullName);
        var config = Path.Combine(folder, "haproxy.cfg");
        var text = await File.ReadAllTextAsync(Repository.File("deploy/compose/haproxy.cfg"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            config, text.Replace("bind :8080", $"bind 127.0.0.1:{port}", StringComparison.Ordinal)
                .Replace("127.0.0.1:5080", $"127.0.0.1:{run.Port}", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        using var door = Process.Start(new ProcessStartInfo("haproxy", ["-db", "-f", config]))!;
        try
        {
            using var client = new HttpClient { BaseAddress = new($"http://localhost:{port}"), DefaultRequestHeaders = { { "X-Hazmat", "1" } } };
            await Eventually.BecomesTrueAsync(() => AnswersAsync(client), "the door is open");
            using var signedIn = await client.PostAsJsonAsync("/api/v1/sign-in/demo", new { person = "inspector-sh" }, TestContext.Current.CancellationToken);
            Assert.True(signedIn.IsSuccessStatusCode, await signedIn.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            await Eventually.BecomesTrueAsync(async () => await VehiclesAsync(client) > 0, "trucks of the demo are shown", 360);
        }
        finally
        {
            door.Kill();
            Directory.Delete(folder, true);
        }

        // What was in flight is stored before they end.
        foreach (var process in Enumerable.Reverse(run.Processes))
        {
            Assert.Equal((int)ExitCode.Done, await process.Container.EndAsync(s_patience));
        }

        await using var connection = new NpgsqlConnection(run.Postgres + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var journal = new NpgsqlCommand("select count(*) from history_journal", connection);
        Assert.True((long)(await journal.ExecuteScalarAsync(TestContext.Current.CancellationToken))! > 0);
    }

    [Fact]
    public async Task Composed_for_others_it_answers_by_TLS_under_its_name_and_knows_no_people_of_the_demo()
    {
        Need();
        Scripts.Need("openssl");
        await using var run = await ComposedRun.MakeAsync(image, "track.example.cn");
        await run.Container.StartAsync();
        await run.Container.BecomesReadyAsync(run.Operation);
        using var own = X509CertificateLoader.LoadCertificateFromFile(run.Certificate);
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Thumbprint == own.Thumbprint };
        using var client = new HttpClient(handler)
        {
            BaseAddress = new($"https://127.0.0.1:{run.OutsidePort}"),
            DefaultRequestHeaders = { { "X-Hazmat", "1" } },
        };
        client.DefaultRequestHeaders.Host = "elsewhere.example.cn";
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/", TestContext.Current.CancellationToken)).StatusCode);
        client.DefaultRequestHeaders.Host = "track.example.cn";
        using var page = await client.GetAsync("/", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.True(page.Headers.Contains("Strict-Transport-Security"));
        using var demo = await client.PostAsJsonAsync("/api/v1/sign-in/demo", new { person = "inspector-sh" }, TestContext.Current.CancellationToken);
        Assert.False(demo.IsSuccessStatusCode);
        Assert.Equal((int)ExitCode.Done, await run.Container.EndAsync(s_patience));
    }

    private static async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            return (await client.GetAsync("/")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<int> VehiclesAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/api/v1/vehicles");
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("items").GetArrayLength() : 0;
    }

    private static void Need()
    {
        BuiltImage.Need();
        ContainerRun.Need();
    }

    /// <summary>Every file of the image with its length and time: nothing is changed, added or removed while the program runs.</summary>
    private List<string> Files() => [.. new DirectoryInfo(image.Root).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
        .Where(f => f.LinkTarget is null)
        .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.FullName} {(f as FileInfo)?.Length} {f.LastWriteTimeUtc:O}")).Order(StringComparer.Ordinal)];
}
