using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Audit;

/// <summary>A program that is killed while people look at vehicles: what it answered is in the record, whenever that was.</summary>
public sealed class KilledProgramTests : IDisposable
{
    private const int Readers = 8;
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-killed-").FullName;
    private int _number;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_program_that_is_killed_loses_no_record_of_an_answer_that_it_gave()
    {
        var answered = new ConcurrentBag<string>();
        for (var round = 0; round < 3; round++)
        {
            await RunAsync(async (http, process) =>
            {
                var before = answered.Count;
                var reading = Enumerable.Range(0, Readers).Select(_ => ReadUntilItEndsAsync(http, answered)).ToList();
                await Eventually.BecomesTrueAsync(() => Task.FromResult(answered.Count >= before + 400), "some hundred looks are answered", 60);
                process.Kill();
                await Task.WhenAll(reading);
            });
        }

        await RunAsync(async (http, process) =>
        {
            await SignInAsync(http, "auditor");
            var recorded = await RecordedAsync(http);
            Assert.True(answered.Count >= 1200, $"{answered.Count} answered");
            Assert.Empty(answered.Except(recorded));
            process.Kill();
        });
    }

    private static async Task ReadUntilItEndsAsync(HttpClient http, ConcurrentBag<string> answered)
    {
        while (true)
        {
            // Of a vehicle that there is not: who asks for one is recorded all the same.
            var path = $"/api/v1/vehicles/{Guid.NewGuid():N}_2"[..48];
            try
            {
                using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Stop);
                if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
                {
                    answered.Add(path);
                }
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    private static async Task<HashSet<string>> RecordedAsync(HttpClient http)
    {
        var (paths, before) = (new HashSet<string>(), (long?)null);
        do
        {
            object query = before is null ? new { limit = 1000 } : new { limit = 1000, before };
            using var answer = await http.PostAsJsonAsync("/api/v1/audit/search", query, Stop);
            var page = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
            Assert.True(answer.IsSuccessStatusCode, page.ToString());
            paths.UnionWith(page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("objectId").GetString()!));
            before = page.GetProperty("nextBefore") is { ValueKind: JsonValueKind.Number } next ? next.GetInt64() : null;
        }
        while (before is not null);
        return paths;
    }

    private static async Task SignInAsync(HttpClient http, string person)
    {
        using var answer = await http.PostAsJsonAsync("/api/v1/sign-in/demo", new { person }, Stop);
        answer.EnsureSuccessStatusCode();
    }

    private async Task RunAsync(Func<HttpClient, Process, Task> meanwhile)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("bash");
        foreach (var argument in (string[])
            [
                "-c", "exec \"${@:1}\" >\"$0\" 2>&1 </dev/null", Path.Combine(_folder, $"log-{_number++}"),
                "dotnet", Path.Combine(AppContext.BaseDirectory, "HazmatTrack.Server.dll"), $"--Server:DataFolder={Path.Combine(_folder, "data")}",
                $"--Server:Port={port}", "--Demo:Enabled=false", "--Access:CallsPerSecond=100000", "--Access:CallsAtOnce=1000000",
            ])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        try
        {
            using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}"), DefaultRequestHeaders = { { "X-Hazmat", "1" } } };
            await Eventually.BecomesTrueAsync(() => IsReadyAsync(http), "the program is ready", 60);
            await SignInAsync(http, "inspector-sh");
            await meanwhile(http, process);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative), Stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
