using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Permits;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Server.Demo;
using HazmatTrack.Testing;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>What a newcomer sees in the first minute, and whether it is true.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-demo-").FullName;

    private static DemoTruck[] Trucks => [.. Enumerable.Range(0, 60).Select(i => new DemoTruck(i, 60))];

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task The_first_crossing_is_seen_within_a_minute_of_the_start_and_again_after_a_second_start()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync("--Demo:Enabled=true");
        await Eventually.BecomesTrueAsync(
            async () => (await program.Alerts.ListAsync(new() { Rule = "crossing" }, TestContext.Current.CancellationToken)).Alerts.Count > 0,
            "a crossing", 60);
        var before = await program.Alerts.ListAsync(new() { Limit = 1000 }, TestContext.Current.CancellationToken);
        await program.StopAsync(silo);
        silo = await program.StartAsync("--Demo:Enabled=true");
        await Eventually.BecomesTrueAsync(async () => await silo.CountAsync("hazmattrack_reports_applied_total") > 30, "the trucks drive on", 60);
        var after = await program.Alerts.ListAsync(new() { Limit = 1000 }, TestContext.Current.CancellationToken);
        Assert.Subset(after.Alerts.Select(a => a.Id).ToHashSet(), before.Alerts.Select(a => a.Id).ToHashSet());
        Assert.Equal(0, await silo.CountAsync("hazmattrack_dead_letters_total"));
    }

    [Fact]
    public async Task The_trucks_drive_on_after_a_store_did_not_answer_for_a_while()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var time = new FakeTimeProvider();
        using var demo = new DemoService(
            new(), new(), new(), null!, null!, null!, null!, time, Microsoft.Extensions.Logging.Abstractions.NullLogger<DemoService>.Instance);
        var runs = 0;
        var ended = demo.AgainAsync(
            _ =>
            {
                if (++runs < 3)
                {
                    throw new TimeoutException("The store did not answer.");
                }

                end.Cancel();
                return Task.CompletedTask;
            },
            end.Token);
        while (!ended.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        await ended;
        Assert.Equal(3, runs);
    }

    [Fact]
    public void Whatever_the_hour_of_the_start_borders_are_crossed_within_the_first_reports()
    {
        for (var hour = 0; hour < 24; hour++)
        {
            var now = Instant.FromSeconds(1_790_000_000 + (hour * 3617));
            var fleet = new DemoFleet(Trucks, _ => now - TimeSpan.FromMinutes(5), 1);
            var findings = Judge(fleet, now + TimeSpan.FromSeconds(45));
            Assert.Contains(findings, f => f.Rule == "crossing");
        }
    }

    [Fact]
    public void Trucks_with_something_wrong_are_found_and_the_others_are_left_alone()
    {
        var now = Instant.FromSeconds(1_790_000_000);
        var fleet = new DemoFleet(Trucks, _ => now - TimeSpan.FromHours(5), 2);
        var findings = JudgeByTruck(fleet, now);
        foreach (var (truck, found) in findings)
        {
            var rules = found.Select(f => f.Rule).ToHashSet();
            switch (truck.Papers)
            {
                case DemoPapers.InOrder:
                    Assert.Subset(new HashSet<string> { "crossing" }, rules);
                    break;
                case DemoPapers.OffRoute:
                    Assert.Contains("off-route", rules);
                    break;
                default:
                    Assert.Contains("permit", rules);
                    break;
            }
        }

        Assert.Equal(60, findings.Count);
    }

    [Fact]
    public void The_expired_permit_of_the_demo_has_expired_and_not_too_long_ago_whenever_it_is_started()
    {
        for (var day = 0; day < 366; day += 61)
        {
            var now = Instant.FromSeconds(1_790_000_000) + TimeSpan.FromDays(day);
            var fleet = new DemoFleet([.. Trucks.Where(t => t.Papers == DemoPapers.ExpiredPermit)], _ => now - TimeSpan.FromHours(5), 2);
            var reasons = JudgeByTruck(fleet, now).SelectMany(f => f.Found).Where(f => f.Rule == "permit").Select(f => f.Reason).Distinct();
            Assert.Equal([PermitReason.Expired], reasons);
        }
    }

    [Fact]
    public void A_truck_never_jumps_and_is_where_it_was_whoever_asks()
    {
        foreach (var truck in Trucks)
        {
            var (same, other) = (truck.Shuttle, new DemoTruck(Array.FindIndex(Trucks, t => t.Vehicle == truck.Vehicle), 60).Shuttle);
            var last = same.At(Instant.FromSeconds(1_790_000_000));
            for (var s = 10; s < 12_000; s += 10)
            {
                var at = same.At(Instant.FromSeconds(1_790_000_000 + s));
                Assert.InRange(Geodesy.Between(last.Position, at.Position).Metres, 0, 81 / 3.6 * 10 * 1.01);
                Assert.Equal(at, other.At(at.Time));
                last = at;
            }
        }
    }

    private static List<Finding> Judge(DemoFleet fleet, Instant until) => [.. JudgeByTruck(fleet, until).SelectMany(f => f.Found)];

    private static List<(DemoTruck Truck, List<Finding> Found)> JudgeByTruck(DemoFleet fleet, Instant until)
    {
        var trackers = new Dictionary<DemoTruck, (VehicleTracker Tracker, RuleContext Context, List<FindingChange> Changes)>();
        foreach (var (truck, report) in fleet.Until(until))
        {
            if (!trackers.TryGetValue(truck, out var of))
            {
                of = (VehicleTracker.New(truck.Vehicle),
                    new(ShippedBorders.Map, RuleList.All, VehicleDocuments.From(truck.PermitAt(until) is { } p ? [p, truck.Route] : [truck.Route])), []);
                trackers.Add(truck, of);
            }

            of.Tracker.Apply(new(report, 0), of.Context, of.Changes);
        }

        return [.. trackers.Select(t => (t.Key, t.Value.Changes.Where(c => c.Kind == FindingChangeKind.Raised).Select(c => c.Finding).ToList()))];
    }
}
