using System.Text.Json;
using HazmatTrack.Access.Demo;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>The data quality of an operator by day and vehicle, from what is in history and what was refused, and who sees it.</summary>
public sealed class OperatorQualityTests(AccessServer server) : IClassFixture<AccessServer>
{
    private const string Days = $"/api/v1/operators/{DemoPeople.OperatorA}/quality", Vehicles = Days + "/search";

    [Fact]
    public async Task Figures_follow_from_history_late_reports_included_and_from_what_was_refused()
    {
        // Fixes at 20 s of a truck that drives and has no course: none of them is qualified. It is the operator's since today.
        var track = (await server.Program.HistoryAsync(AccessServer.East)).Where(r => ChinaDay.Of(r.Time).ToString() == Today).ToList();
        var before = await DaysAsync("operator-a");
        Assert.Equal(7, before.Count);
        Assert.Equal((0, JsonValueKind.Null), (before[0].GetProperty("registered").GetInt32(), before[0].GetProperty("onLineRate").ValueKind));
        Assert.Equal((1, 1.0), (before[^1].GetProperty("registered").GetInt32(), before[^1].GetProperty("onLineRate").GetDouble()));
        Assert.Equal((track.Count, track.Count, 0, 0), (Sum(before, "reports"), Sum(before, "fixes"), Sum(before, "drift"), Sum(before, "qualified")));
        Assert.Equal((1.0, 0.0), (before[^1].GetProperty("completeness").GetDouble(), before[^1].GetProperty("driftRate").GetDouble()));

        // A late report between two others, twice, is in its day once. It has all that a report has.
        var late = track[track.Count / 2];
        var report = late with { Time = late.Time + TimeSpan.FromSeconds(10), HeadingDegrees = 90 };
        await server.Program.SendAsync([(AccessServer.East, report), (AccessServer.East, report)]);
        await Eventually.BecomesTrueAsync(async () => Sum(await DaysAsync("operator-a"), "reports") == track.Count + 1, "the late report counts", 30);
        Assert.Equal(1, Sum(await DaysAsync("operator-a"), "qualified"));

        // A refused one, besides that of the start.
        await Eventually.BecomesTrueAsync(async () => Sum(await DaysAsync("operator-a"), "refused") == 1, "the refused report of the start counts", 30);
        var item = $$"""[{"plate":"{{AccessServer.East.Plate}}","plateColor":{{(int)AccessServer.East.Colour}},"time":"2020-01-01T00:00:00Z","lat":31,"lon":121}]""";
        Assert.Equal(400, (await server.SendAsync("operator-a", "POST", "/api/v1/positions", item)).Status);
        await Eventually.BecomesTrueAsync(async () => Sum(await DaysAsync("operator-a"), "refused") == 2, "the refused report counts", 30);
        var after = await DaysAsync("operator-a");
        Assert.Equal(Math.Round(Sum(after, "qualified") / (double)(Sum(after, "reports") + 2), 4), after[^1].GetProperty("qualifiedRate").GetDouble(), 0.01);

        // The same by vehicle, on the days on which it was the operator's.
        var vehicles = JsonDocument.Parse((await server.SendAsync("operator-a", "POST", Vehicles, "{}")).Body).RootElement;
        var only = Assert.Single(vehicles.GetProperty("items").EnumerateArray());
        Assert.Equal((AccessServer.East.ToString(), 2), (only.GetProperty("vehicle").GetString(), only.GetProperty("refused").GetInt32()));
        Assert.Equal(JsonValueKind.Null, vehicles.GetProperty("nextAfter").ValueKind);
        Assert.Empty(vehicles.GetProperty("unreadable").EnumerateArray());

        // As a table.
        var csv = await server.SendAsync("operator-a", "GET", Days + "?format=csv");
        Assert.StartsWith("day,registered,onLine,", csv.Body, StringComparison.Ordinal);
        Assert.Equal(9, csv.Body.Split("\r\n").Length);
        Assert.Contains("attachment; filename=\"quality_", csv.Headers, StringComparison.Ordinal);
        csv = await server.SendAsync("operator-a", "POST", Vehicles + "?format=csv", "{}");
        Assert.Contains($"\r\n{AccessServer.East},", csv.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_sees_its_own_an_officer_the_vehicles_at_home_and_an_administrator_the_sums()
    {
        Assert.Equal(200, (await server.SendAsync("administrator", "GET", Days)).Status);
        Assert.Equal(403, (await server.SendAsync("administrator", "POST", Vehicles, "{}")).Status);
        Assert.Equal(403, (await server.SendAsync("inspector-sh", "GET", Days)).Status);
        foreach (var person in new[] { "operator-b", "officer-ah" })
        {
            foreach (var (method, address, body) in new[] { ("GET", Days, null), ("POST", Vehicles, "{}") })
            {
                var theirs = await server.SendAsync(person, method, address, body);
                var none = await server.SendAsync(person, method, address.Replace(DemoPeople.OperatorA, "91310000DEMX00001B", StringComparison.Ordinal), body);
                Assert.Equal((404, none.Body.Replace("DEMX", "DEMA", StringComparison.Ordinal)), (theirs.Status, theirs.Body));
            }
        }

        var home = default(ProvinceSet).With(HomeProvince.FromPlate(AccessServer.East.ToString()));
        var key = await SomeKeys.IssueAsync(
            server.Silo, Role.ProvinceOfficer, "山东省交通运输厅", home, AccessAction.ReadQuality, AccessAction.ReadVehicleQuality);
        var days = JsonDocument.Parse((await server.SendAsync(null, "GET", $"{Days}?from={Today}&to={Today}", key: key)).Body).RootElement;
        Assert.Equal(1, Assert.Single(days.GetProperty("items").EnumerateArray()).GetProperty("registered").GetInt32());
        Assert.Contains(AccessServer.East.ToString(), (await server.SendAsync(null, "POST", Vehicles, "{}", key)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", Days, null)]
    [InlineData("POST", Vehicles, "{}")]
    public async Task A_file_to_take_away_asks_for_a_purpose_and_is_recorded_with_it(string method, string address, string? body)
    {
        Assert.Equal(200, (await server.SendAsync("operator-a", method, address, body, purpose: null)).Status);
        var refused = await server.SendAsync("operator-a", method, address + "?format=csv", body, purpose: null);
        Assert.Equal((400, true), (refused.Status, refused.Body.Contains("purpose-required", StringComparison.Ordinal)));
        Assert.Equal(200, (await server.SendAsync("operator-a", method, address + "?format=csv", body, purpose: "own-vehicles")).Status);
        Assert.Contains(
            await server.EntriesOfAsync("operator-a"),
            e => e.Action == AuditAction.Export && e.Purpose == "own-vehicles" && e.ObjectId == DemoPeople.OperatorA && e.From is not null);
    }

    [Theory]
    [InlineData("?from=2026-13-01", "from")]
    [InlineData("?from=2020-01-01&to=2020-01-02", "from")]
    [InlineData("?to=2090-01-01", "to")]
    [InlineData("?from=2026-01-02&to=2026-01-01", "to")]
    [InlineData("?vehicle=x", "vehicle")]
    public async Task A_period_that_makes_no_sense_or_is_not_kept_is_refused(string query, string field)
    {
        var answer = await server.SendAsync("operator-a", "GET", Days + query);
        Assert.Equal(400, answer.Status);
        Assert.True(JsonDocument.Parse(answer.Body).RootElement.GetProperty("errors").TryGetProperty(field, out _), answer.Body);
    }

    private static string Today => ChinaDay.Of(Instant.From(TimeProvider.System.GetUtcNow())).ToString();

    private async Task<List<JsonElement>> DaysAsync(string person, string query = "")
    {
        var answer = await server.SendAsync(person, "GET", Days + query);
        Assert.True(answer.Status == 200, answer.ToString());
        return [.. JsonDocument.Parse(answer.Body).RootElement.GetProperty("items").EnumerateArray()];
    }

    private static int Sum(List<JsonElement> days, string name) => days.Sum(d => d.GetProperty(name).GetInt32());
}
