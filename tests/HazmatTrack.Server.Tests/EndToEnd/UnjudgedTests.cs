using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.Console;
using HazmatTrack.Testing;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>A truck that is not judged, or not by every rule, must not look like one that has no violation.</summary>
public sealed class UnjudgedTests : IDisposable
{
    private static readonly VehicleId s_judged = VehicleId.Parse("沪A10001_2");
    private static readonly VehicleId s_faulted = VehicleId.Parse("沪A10002_2");
    private static readonly VehicleId s_quarantined = VehicleId.Parse("沪A10003_2");

    private static readonly RuleCatalog s_rules = new(
    [
        .. RuleList.Catalog.Definitions,
        new RuleDefinition
        {
            Id = "sample-defect",
            Texts = new()
            {
                Name = new("有缺陷（示例）", "With a defect (sample)"),
                Description = new("对一辆车总是失败。", "Fails for one truck, always."),
                Reasons = [],
            },
            Parameters = [],
            Create = _ => new DefectiveRule(),
        },
    ]);

    private readonly Instant _begin = Instant.From(DateTimeOffset.UtcNow - TimeSpan.FromMinutes(30));
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-unjudged-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task A_truck_that_is_not_judged_is_marked_in_the_list_of_vehicles()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync(s_rules);
        VehicleId[] all = [s_judged, s_faulted, s_quarantined];

        // The speed of the middle truck, by which the rule fails for it alone.
        await program.SendAsync(all.SelectMany((v, i) => Enumerable.Range(1, 4).Select(
            n => (v, SomeTrack.Driving(_begin, n) with { SpeedDeciKmh = (ushort)(v == s_faulted ? DefectiveRule.DeciKmh : 600 + i) }))));
        await silo.HasTakenAsync(12);
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "history.db")};Pooling=False"))
        {
            await connection.OpenAsync(Stop);
            await using var command = connection.CreateCommand();
            command.CommandText =
                $"insert into history_quarantine (partition, vehicle, since, reason) values (0, '{s_quarantined}', {_begin.UnixMilliseconds}, 'a chunk')";
            await command.ExecuteNonQueryAsync(Stop);
        }

        Dictionary<string, JsonElement> listed = [];
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                // Until hot state is whole, the list is refused.
                using var answer = await silo.Http.GetAsync(new Uri("/api/v1/vehicles", UriKind.Relative), Stop);
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    return false;
                }

                var list = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
                listed = list.GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("id").GetString()!);
                return listed.Count == 3 && listed[s_quarantined.ToString()].TryGetProperty("judging", out _);
            },
            "the quarantine is listed");
        Assert.False(listed[s_judged.ToString()].TryGetProperty("judging", out _));
        Assert.Equal("faulted", listed[s_faulted.ToString()].GetProperty("judging").GetProperty("state").GetString());
        var quarantine = listed[s_quarantined.ToString()].GetProperty("judging");
        Assert.Equal(("quarantined", "a chunk"), (quarantine.GetProperty("state").GetString(), quarantine.GetProperty("reason").GetString()));
        var near = await silo.Http.GetFromJsonAsync<JsonElement>("/api/v1/vehicles?near=31.23,121.32,5000", Stop);
        Assert.Equal(2, near.GetProperty("items").EnumerateArray().Count(i => i.TryGetProperty("judging", out _)));
        var one = await silo.Http.GetFromJsonAsync<JsonElement>($"/api/v1/vehicles/{s_faulted}", Stop);
        Assert.Equal("faulted", one.GetProperty("judging").GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_plate_that_is_misspelt_is_not_said_to_be_judged_again()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await program.SendAsync([(s_judged, SomeTrack.Driving(_begin, 1))]);
        await silo.HasTakenAsync(1);
        using var known = await silo.Http.PostAsync(new Uri($"/api/v1/vehicles/{s_judged}/judge-again", UriKind.Relative), null, Stop);
        Assert.Equal(HttpStatusCode.Accepted, known.StatusCode);
        using var unknown = await silo.Http.PostAsync(new Uri("/api/v1/vehicles/沪A10010_2/judge-again", UriKind.Relative), null, Stop);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("沪A10010_2", await unknown.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    /// <summary>An alarm on an increase does not see a counter that appears with its first increment.</summary>
    [Fact]
    public async Task What_an_operator_sets_alarms_on_is_in_the_metrics_before_anything_fails()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await program.SendAsync([(s_judged, SomeTrack.Driving(_begin, 1))]);
        await silo.HasTakenAsync(1);
        var lines = await silo.MetricsAsync();
        Assert.All(
            [
                "hazmattrack_rule_faults_total{rule=\"permit\"}", "hazmattrack_damaged_rows_total{kind=\"chunk\"}",
                "hazmattrack_misrouted_total{partition=", "hazmattrack_quarantines_total",
            ],
            name => Assert.Contains(lines, line => line.StartsWith(name, StringComparison.Ordinal)));
    }

    private sealed class DefectiveRule : IRule
    {
        public const int DeciKmh = 777;

        public string Id => "sample-defect";

        public int Version => 1;

        public void Judge(in RuleEpisodes episodes, in RuleStep step, FindingSet findings)
        {
            if (step.Current.Report.SpeedDeciKmh == DeciKmh)
            {
                throw new InvalidOperationException("The rule has a defect.");
            }
        }
    }
}
