using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.Alerts;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Roles;

/// <summary>One process for each role, on real Kafka, Redis and PostgreSQL.</summary>
public sealed class RolesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_that_the_gateway_takes_is_judged_by_the_tracker_and_shown_by_the_web()
    {
        await using var program = await TestProgram.RealAsync();
        var web = await program.StartAsync("--Server:Roles=web");
        var tracker = await program.StartAsync("--Server:Roles=tracker");
        var gateway = await program.StartAsync("--Server:Roles=gateway", "--Operators:TakesUnregistered=true");
        var fleet = SomeFleet.Drive(2, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 1, TimeProvider.System, _ => SomeFleet.Punctual);
        var sent = fleet.Arrivals.Where(a => a.Report.IsPosition).ToList();
        using var stream = await StreamClient.OpenAsync(web.Http);
        foreach (var some in sent.Chunk(100))
        {
            using var taken = await gateway.Http.PostAsJsonAsync(
                "/api/v1/positions",
                some.Select(a => new
                {
                    plate = a.Vehicle.Plate,
                    plateColor = (int)a.Vehicle.Colour,
                    time = ChinaTimeText.Format(a.Report.Time),
                    lat = a.Report.Position.LatitudeE6 / 1e6,
                    lon = a.Report.Position.LongitudeE6 / 1e6,
                }),
                Stop);
            var answer = await taken.Content.ReadAsStringAsync(Stop);
            Assert.True(taken.StatusCode == HttpStatusCode.Accepted && answer.Contains("\"rejected\":[]", StringComparison.Ordinal), answer);
        }

        await tracker.HasTakenAsync(sent.Count);
        var raised = await RoadTests.NextRaisedAsync(stream);
        Assert.Contains(fleet.Trucks, t => raised.Contains(t.Vehicle.ToString(), StringComparison.Ordinal));
        foreach (var truck in sent.ToLookup(a => a.Vehicle))
        {
            Assert.Equal(truck.Count(), (await TrackAsync(web, truck.Key))["items"]!.AsArray().Count);
        }

        // Each answers what its role is for, and nothing else.
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway, "/api/v1/vehicles"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(tracker, "/api/v1/vehicles"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(tracker, "/"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(web, "/api/v1/dead-letters/counts"));

        // The document of the web has what the proxy in front sends to gateways.
        Assert.Contains("\"postPositions\"", await web.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Stop), StringComparison.Ordinal);

        // Hot state is complete some seconds after the first tracker has started.
        await Eventually.BecomesTrueAsync(async () => await StatusAsync(web, "/api/v1/vehicles") == HttpStatusCode.OK, "the web lists vehicles", 30);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(tracker, "/metrics"));
    }

    [Fact]
    public async Task While_no_tracker_answers_the_web_says_what_is_missing_and_afterwards_nothing_is()
    {
        await using var program = await TestProgram.RealAsync(partitions: 4);
        var web = await program.StartAsync("--Server:Roles=web");
        var tracker = await program.StartAsync("--Server:Roles=tracker");
        var fleet = SomeFleet.Drive(1, TimeSpan.FromHours(4), TimeSpan.FromSeconds(20), 3, TimeProvider.System, _ => SomeFleet.Punctual);
        var (vehicle, arrivals) = fleet.Trucks[0];
        await program.SendAsync(fleet.Arrivals);
        await tracker.HasTakenAsync(arrivals.Count);
        var whole = await TrackAsync(web, vehicle);
        Assert.Null(whole["unavailableFrom"]);

        await program.StopAsync(tracker);
        var part = await TrackAsync(web, vehicle);
        var missing = part["unavailableFrom"]!.GetValue<string>();
        Assert.InRange(part["items"]!.AsArray().Count, 1, arrivals.Count - 1);
        Assert.True(string.CompareOrdinal(part["items"]!.AsArray()[^1]!["time"]!.GetValue<string>(), missing) < 0, missing);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(web, PathOf(vehicle) + "&format=csv"));
        var around = "/api/v1/search/presence?circle=31.2,120.9,100000&" + PathOf(vehicle).Split('?')[1];
        Assert.Contains(PartitionOf(vehicle), (await GetAsync(web, around))["unavailablePartitions"]!.AsArray().Select(p => p!.GetValue<int>()));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(web, around + "&format=geojson"));

        await Eventually.BecomesTrueAsync(
            async () => (await web.Http.GetStringAsync(new Uri("/healthz/ready", UriKind.Relative), Stop))
                .Contains("No silo is reached", StringComparison.Ordinal),
            "the web says that no silo is reached", 60);

        // The same web finds the next silo by itself.
        await program.StartAsync("--Server:Roles=tracker");
        await Eventually.BecomesTrueAsync(
            async () => (await TrackAsync(web, vehicle))["items"]!.AsArray().Count == arrivals.Count, "the whole track again", 60);
        Assert.Null((await GetAsync(web, around))["unavailablePartitions"]);
    }

    private static int PartitionOf(VehicleId vehicle) => Contracts.Tracking.TopicState.HomeOf(vehicle, 4);

    private static string PathOf(VehicleId vehicle) =>
        $"/api/v1/vehicles/{vehicle}/history?from={Uri.EscapeDataString(DateTimeOffset.UtcNow.AddDays(-2).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null))}"
        + $"&to={Uri.EscapeDataString(DateTimeOffset.UtcNow.AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null))}";

    private static Task<JsonNode> TrackAsync(TestProgram.Silo web, VehicleId vehicle) => GetAsync(web, PathOf(vehicle));

    private static async Task<JsonNode> GetAsync(TestProgram.Silo web, string path)
    {
        using var answer = await web.Http.GetAsync(new Uri(path, UriKind.Relative), Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<HttpStatusCode> StatusAsync(TestProgram.Silo of, string path)
    {
        using var answer = await of.Http.GetAsync(new Uri(path, UriKind.Relative), Stop);
        return answer.StatusCode;
    }
}
