using HazmatTrack.Access.Demo;

namespace HazmatTrack.Server.Tests.Access.Sight;

/// <summary>
/// Of a thousand vehicles drawn at random no list, page, search, export, stream or error tells anybody of one that they may not see, and each tells of all that
/// they may.
/// </summary>
public sealed class ThousandVehiclesTests(ThousandVehicles server) : IClassFixture<ThousandVehicles>
{
    private static readonly string s_span =
        $"from={TimeProvider.System.GetUtcNow().AddDays(-8):yyyy-MM-dd'T'HH:mm:ss'Z'}&to={TimeProvider.System.GetUtcNow().AddHours(1):yyyy-MM-dd'T'HH:mm:ss'Z'}";

    public static TheoryData<string> Viewers => [.. AccessServer.Viewers.Select(p => p.Id)];

    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task Lists_of_vehicles_name_those_that_are_seen_and_no_other(string id)
    {
        var person = PersonOf(id);
        Same(id, "list", v => v.IsSeenBy(person), await server.PagesAsync(id, "/api/v1/vehicles?limit=1000"));
        Same(id, "pages", v => v.IsSeenBy(person), await server.PagesAsync(id, "/api/v1/vehicles?limit=137"));
        foreach (var province in new[] { 310000, 320000, 330000, 340000 })
        {
            var text = await server.PagesAsync(id, $"/api/v1/vehicles?limit=113&province={province}");
            Same(id, $"in {province}", v => v.To == new Domain.Provinces.ProvinceCode(province) && v.IsSeenBy(person), text);
        }

        // 31.32, 121.25 is where the ways from Jiangsu into Shanghai end.
        Same(
            id,
            "near",
            v => v.IsSeenBy(person) && v.Way.B == (31.32, 121.25),
            await server.PagesAsync(id, "/api/v1/vehicles?near=31.32,121.25,2000&limit=1000"));
    }

    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task Alerts_and_their_counts_are_of_what_is_seen_and_no_other(string id)
    {
        var person = PersonOf(id);
        Same(id, "alerts", v => v.AlertsAreSeenBy(person), await server.PagesAsync(id, "/api/v1/alerts?limit=1000"));
        Same(id, "pages", v => v.AlertsAreSeenBy(person), await server.PagesAsync(id, "/api/v1/alerts?limit=141"));
        Same(
            id, "violations", v => v.AlertsAreSeenBy(person) && !v.HasPermit, await server.PagesAsync(id, "/api/v1/alerts?rule=permit&limit=1000"));

        // Of each crossing there is a notice, and of one without a permit a violation.
        var expected = server.Fleet.Concat(server.SetOut).Where(v => v.AlertsAreSeenBy(person)).Sum(v => v.HasPermit ? 1 : 2);
        Assert.Contains($"\"total\":{expected},", (await server.GetAsync(id, "/api/v1/alerts/counts")).Body, StringComparison.Ordinal);
        var stream = await server.StreamAsync(id, "/api/v1/alerts/stream?lastEventId=0", _ => true);
        Same(id, "stream", v => v.AlertsAreSeenBy(person), stream);
    }

    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task Searches_and_exports_name_what_was_there_in_sight_and_no_other(string id)
    {
        var person = PersonOf(id);
        var search = $"/api/v1/search/presence?bbox=116,29,123,33&{s_span}";
        Same(id, "json", v => v.IsPresentTo(person), await server.PagesAsync(id, $"{search}&limit=143"));
        foreach (var format in new[] { "csv", "geojson" })
        {
            Same(id, format, v => v.IsPresentTo(person), (await server.GetAsync(id, $"{search}&format={format}&limit=5000")).ToString());
        }

        // Where nobody was, and for a span in which nobody drove.
        Assert.Empty(ThousandVehicles.PlatesIn(await server.PagesAsync(id, $"/api/v1/search/presence?bbox=118,34,119,35&{s_span}&limit=100")));
        var permits = ThousandVehicles.PlatesIn(await server.PagesAsync(id, "/api/v1/permits?limit=100"));
        var mayKnow = server.Fleet.Where(v => v.HasPermit && (v.IsSeenBy(person) || v.IsPresentTo(person))).Select(v => v.Id.Plate).ToHashSet();
        Assert.Empty(permits.Where(p => p[2] == '2').Except(mayKnow));
        Assert.Superset(server.Fleet.Where(v => v.HasPermit && v.IsSeenBy(person)).Select(v => v.Id.Plate).ToHashSet(), permits);
    }

    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task One_that_is_not_seen_is_answered_as_one_that_does_not_exist(string id)
    {
        var person = PersonOf(id);
        var nowhere = new Domain.Vehicles.VehicleId("沪B29999", Domain.Vehicles.PlateColour.Yellow);
        foreach (var path in new[] { "", $"/history?{s_span}&format=csv", $"/history?{s_span}" })
        {
            var none = await AskAsync(nowhere, path);
            foreach (var vehicle in server.Fleet.Where((_, i) => i % 17 == 0))
            {
                var isSeen = vehicle.IsSeenBy(person) || (path != "" && vehicle.IsPresentTo(person));
                var answer = await AskAsync(vehicle.Id, path);
                if (!isSeen)
                {
                    Assert.Equal(
                        none with { Body = none.Body.Replace(nowhere.Plate, "PLATE", StringComparison.Ordinal) },
                        answer with { Body = answer.Body.Replace(vehicle.Id.Plate, "PLATE", StringComparison.Ordinal) });
                }
                else if (vehicle.IsSeenBy(person))
                {
                    Assert.True(answer.Status == 200, $"{id}: {vehicle}{path}: {answer}");
                }
            }
        }

        Task<SomeAnswer> AskAsync(Domain.Vehicles.VehicleId vehicle, string path) =>
            server.GetAsync(id, $"/api/v1/vehicles/{Uri.EscapeDataString(vehicle.ToString())}{path}");
    }

    [Fact]
    public async Task Streams_tell_as_it_happens_of_what_is_seen_and_no_other()
    {
        IReadOnlyList<ThousandVehicles.Drawn> set = [];
        var setOut = new TaskCompletionSource();
        var streams = AccessServer.Viewers.Select(person => (Person: person, Text: server.StreamAsync(
            person.Id,
            "/api/v1/alerts/stream",
            text => setOut.Task.IsCompleted && Named(text, v => v.AlertsAreSeenBy(person))))).ToList();
        set = await server.SetOutAsync();
        setOut.SetResult();
        foreach (var (person, text) in streams)
        {
            var named = ThousandVehicles.PlatesIn(await text);
            Assert.Equal(set.Where(v => v.AlertsAreSeenBy(person)).Select(v => v.Id.Plate).Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
        }

        bool Named(string text, Func<ThousandVehicles.Drawn, bool> isExpected) =>
            set.Where(isExpected).Select(v => v.Id.Plate).ToHashSet().IsSubsetOf(ThousandVehicles.PlatesIn(text));
    }

    private void Same(string id, string what, Func<ThousandVehicles.Drawn, bool> isExpected, string text)
    {
        var named = ThousandVehicles.PlatesIn(text).Where(p => p[2] == '2').ToHashSet();
        var expected = server.Fleet.Where(isExpected).Select(v => v.Id.Plate).ToHashSet();
        var byPlate = server.Fleet.ToDictionary(v => v.Id.Plate);
        var (told, hidden) = (named.Except(expected).ToList(), expected.Except(named).ToList());
        Assert.True(
            told.Count == 0 && hidden.Count == 0,
            $"{id}, {what}: told of {told.Count} that are out of sight, such as {(told.Count > 0 ? byPlate.GetValueOrDefault(told[0]) : null)}; "
            + $"kept {hidden.Count} of {expected.Count} from them, such as {(hidden.Count > 0 ? byPlate[hidden[0]] : null)}.");
    }

    private static DemoPerson PersonOf(string id) => DemoPeople.Usual.People.Single(p => p.Id == id);
}
