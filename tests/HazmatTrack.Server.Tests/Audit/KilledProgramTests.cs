using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Audit;

/// <summary>A program that is killed while people look at vehicles: what it answered is in the record, whenever that was.</summary>
public sealed class KilledProgramTests : IDisposable
{
    private const int Readers = 8;
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-killed-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_program_that_is_killed_loses_no_record_of_an_answer_that_it_gave()
    {
        var answered = new ConcurrentBag<string>();
        for (var round = 0; round < 3; round++)
        {
            await using var program = await StartAsync();
            await program.SignInAsync("inspector-sh");
            var before = answered.Count;
            var reading = Enumerable.Range(0, Readers).Select(_ => ReadUntilItEndsAsync(program.Http, answered)).ToList();
            await Eventually.BecomesTrueAsync(() => Task.FromResult(answered.Count >= before + 400), "some hundred looks are answered", 60);
            await program.KillAsync();
            await Task.WhenAll(reading);
        }

        await using var last = await StartAsync();
        await last.SignInAsync("auditor");
        var recorded = await RecordedAsync(last.Http);
        Assert.True(answered.Count >= 1200, $"{answered.Count} answered");
        Assert.Empty(answered.Except(recorded));
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

    private Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(_folder, "--Access:CallsPerSecond=100000", "--Access:CallsAtOnce=1000000");
}
