using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Speeds;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.TestServers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>A partition that a build with a rule and a kind of document more owns by turns with one that has neither, over the real stores of either
/// engine.</summary>
public abstract class TwoBuildsTests : IAsyncDisposable
{
    private static readonly FakeTimeProvider s_clock = new(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly VehicleId s_truck = new("苏E10001", PlateColour.Yellow);
    private static readonly Instant s_begin = Instant.From(s_clock.GetUtcNow()) - TimeSpan.FromHours(3);
    private static readonly RuleSet s_rules = new RuleCatalog([.. RuleList.Catalog.Definitions, SpeedRule.Definition]).With(_ => []);
    private static readonly DocumentCatalog s_kinds = new([.. DocumentKinds.Catalog.Kinds, SpeedExemption.Definition]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-builds-");

    protected abstract Task<string?> PostgresAsync();

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_is_filed_of_a_kind_that_the_owner_does_not_know_is_judged_by_once_a_build_that_knows_it_takes_the_truck_over(
        bool knowsOfIt, bool trustsHotState)
    {
        var (folder, postgres) = (_folder.CreateSubdirectory("stores").FullName, await PostgresAsync());
        await using var next = await Stages.OpenAsync(folder, s_clock, postgres, s_rules, s_kinds);
        var log = Drive(300);
        await TakeAsync(next, log[..200], 0);
        Assert.NotEmpty(await next.EventsAsync(s_truck, SpeedRule.RuleId));

        // A rollback: the build without the kind takes over, while somebody files of it by a silo of the other build.
        await using var earlier = await Stages.OpenAsync(folder, s_clock, postgres);
        var before = (await next.EventsAsync(s_truck, SpeedRule.RuleId)).Count;
        await next.Papers.FileAsync(new SpeedExemption
        {
            Number = "E1",
            Vehicle = s_truck,
            ValidFrom = s_begin - TimeSpan.FromDays(1),
            ValidTo = s_begin + TimeSpan.FromMinutes(30),
        });
        await earlier.Papers.LookAsync();
        await TakeAsync(earlier, log[200..260], 200);
        await FollowUpAsync(earlier);
        Assert.Equal(1, earlier.Noted);
        Assert.Equal(before, (await next.EventsAsync(s_truck, SpeedRule.RuleId)).Count);

        // And forward again, by a silo that has read what is filed when it takes over, or reads it later.
        if (knowsOfIt)
        {
            await next.Papers.LookAsync();
        }

        await next.StartAsync(trustsHotState);
        await TakeAsync(next, log[260..], 260);
        await next.Papers.LookAsync();
        await FollowUpAsync(next);
        await AssertStandsAsync(next, log);

        // Once is enough.
        var judged = await next.CountAsync("hazmattrack_rejudged_total");
        await next.StartAsync(trustsHotState);
        await FollowUpAsync(next);
        Assert.Equal(judged, await next.CountAsync("hazmattrack_rejudged_total"));
    }

    [Fact]
    public async Task A_truck_that_is_looked_at_before_it_reports_to_a_build_with_a_rule_more_is_judged_by_that_rule_all_the_same()
    {
        var (folder, postgres) = (_folder.CreateSubdirectory("stores").FullName, await PostgresAsync());
        var log = Drive(300);
        await using (var earlier = await Stages.OpenAsync(folder, s_clock, postgres))
        {
            await TakeAsync(earlier, log[..200], 0);
        }

        await using var next = await Stages.OpenAsync(folder, s_clock, postgres, s_rules, s_kinds);
        await next.StoreAsync(await next.TickAsync(s_truck, log[199].Report.Time));
        await TakeAsync(next, log[200..], 200);
        await AssertStandsAsync(next, log);
    }

    /// <summary>What stands is what one fold says by the rules of the next build.</summary>
    private static async Task AssertStandsAsync(Stages stages, (VehicleId Vehicle, PositionReport Report)[] log)
    {
        var expected = SomeFleet.Judged(s_truck, log.Select(a => a.Report), stages.Papers.For(s_truck), s_rules)
            .Where(c => c.Kind != FindingChangeKind.Retracted).Select(c => SomeFleet.Text(c.Finding)).Order(StringComparer.Ordinal);
        Assert.Equal(expected, (await stages.StandingAsync(s_truck)).Select(SomeFleet.Text).Order(StringComparer.Ordinal));
        Assert.Empty(await stages.NotedAsync());
    }

    private static async Task TakeAsync(Stages stages, (VehicleId Vehicle, PositionReport Report)[] log, int offset)
    {
        foreach (var some in log.Chunk(10))
        {
            await stages.StoreAsync(await stages.JudgeAsync(offset, some));
            offset += some.Length;
        }
    }

    private static async Task FollowUpAsync(Stages stages)
    {
        await stages.NoteFilingsAsync();
        while (await stages.JudgeAskedAsync() is { } asked)
        {
            await stages.StoreAsync(asked);
        }
    }

    /// <summary>A truck far from any border that drives too fast every other minute.</summary>
    private static (VehicleId Vehicle, PositionReport Report)[] Drive(int reports)
    {
        var (from, to) = (SomeFleet.WayOf(0)[2], SomeFleet.WayOf(0)[3]);
        return
        [
            .. Enumerable.Range(0, reports).Select(i => (s_truck, new PositionReport
            {
                Time = s_begin + (TimeSpan.FromSeconds(15) * i),
                Position = Geodesy.Along(from, to, 0.2 + (0.002 * i)),
                SpeedDeciKmh = (ushort)(i % 8 < 4 ? 700 : 500),
                Status = ReportStatus.AccOn | ReportStatus.Fixed,
            })),
        ];
    }

    public sealed class OnSqlite : TwoBuildsTests
    {
        protected override Task<string?> PostgresAsync() => Task.FromResult<string?>(null);
    }

    public sealed class OnPostgres : TwoBuildsTests
    {
        protected override async Task<string?> PostgresAsync() => await Servers.NewPostgresDatabaseAsync();
    }
}
