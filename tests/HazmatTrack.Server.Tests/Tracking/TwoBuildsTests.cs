using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Speeds;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>A partition that a build with a rule and a kind of document more owns by turns with one that has neither, over the real stores of either
/// engine.</summary>
public abstract class TwoBuildsTests : StagesTests
{
    private static readonly RuleSet s_rules = new RuleCatalog([.. RuleList.Catalog.Definitions, SpeedRule.Definition]).With(_ => []);
    private static readonly DocumentCatalog s_kinds = new([.. DocumentKinds.Catalog.Kinds, SpeedExemption.Definition]);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_is_filed_of_a_kind_that_the_owner_does_not_know_is_judged_by_once_a_build_that_knows_it_takes_the_truck_over(
        bool knowsOfIt, bool trustsHotState)
    {
        var stores = await StoresAsync();
        await using var next = await OpenAsync(stores, s_rules, s_kinds);
        var log = Speed(300);
        await next.TakeAsync(log[..200], 0, atATime: 10);
        Assert.NotEmpty(await next.EventsAsync(Truck, SpeedRule.RuleId));

        // A rollback: the build without the kind takes over, while somebody files of it by a silo of the other build.
        await using var earlier = await OpenAsync(stores);
        var before = (await next.EventsAsync(Truck, SpeedRule.RuleId)).Count;
        await next.Papers.FileAsync(new SpeedExemption
        {
            Number = "E1",
            Vehicle = Truck,
            ValidFrom = Begin - TimeSpan.FromDays(1),
            ValidTo = Begin + TimeSpan.FromMinutes(30),
        });
        await earlier.Papers.LookAsync();
        await earlier.TakeAsync(log[200..260], 200, atATime: 10);
        await earlier.FollowFilingsAsync();
        Assert.Equal(1, earlier.Noted);
        Assert.Equal(before, (await next.EventsAsync(Truck, SpeedRule.RuleId)).Count);

        // And forward again, by a silo that has read what is filed when it takes over, or reads it later.
        if (knowsOfIt)
        {
            await next.Papers.LookAsync();
        }

        await next.StartAsync(trustsHotState);
        await next.TakeAsync(log[260..], 260, atATime: 10);
        await next.Papers.LookAsync();
        await next.FollowFilingsAsync();
        await next.AssertStandsAsync(Truck, log.Select(a => a.Report), s_rules);
        Assert.Empty(await next.NotedAsync());

        // Once is enough.
        var judged = await next.CountAsync("hazmattrack_rejudged_total");
        await next.StartAsync(trustsHotState);
        await next.FollowFilingsAsync();
        Assert.Equal(judged, await next.CountAsync("hazmattrack_rejudged_total"));
    }

    [Fact]
    public async Task A_truck_that_is_looked_at_before_it_reports_to_a_build_with_a_rule_more_is_judged_by_that_rule_all_the_same()
    {
        var stores = await StoresAsync();
        var log = Speed(300);
        await using (var earlier = await OpenAsync(stores))
        {
            await earlier.TakeAsync(log[..200], 0, atATime: 10);
        }

        await using var next = await OpenAsync(stores, s_rules, s_kinds);
        await next.StoreAsync(await next.TickAsync(Truck, log[199].Report.Time));
        await next.TakeAsync(log[200..], 200, atATime: 10);
        await next.AssertStandsAsync(Truck, log.Select(a => a.Report), s_rules);
        Assert.Empty(await next.NotedAsync());
    }

    /// <summary>A truck far from any border that drives too fast every other minute.</summary>
    private static (VehicleId Vehicle, PositionReport Report)[] Speed(int reports) =>
        Drive(reports, SomeFleet.WayOf(0)[2], SomeFleet.WayOf(0)[3], i => (0.2 + (0.002 * i), i % 8 < 4 ? 70 : 50));

    public sealed class OnSqlite : TwoBuildsTests
    {
        protected override Task<string?> PostgresAsync() => Task.FromResult<string?>(null);
    }

    public sealed class OnPostgres : TwoBuildsTests
    {
        protected override async Task<string?> PostgresAsync() => await Servers.NewPostgresDatabaseAsync();
    }
}
