using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.TestServers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>What is filed about a truck's past is judged by, over the real stores of either engine.</summary>
public abstract class DocumentNotesTests : IAsyncDisposable
{
    private static readonly FakeTimeProvider s_clock = new(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly VehicleId s_truck = new("苏E10001", PlateColour.Yellow);
    private static readonly Instant s_begin = Instant.From(s_clock.GetUtcNow()) - TimeSpan.FromHours(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-filed-");

    private static Permit Permit => new()
    {
        Number = "P1",
        Vehicle = s_truck,
        Provinces = [ProvinceCode.Shanghai, ProvinceCode.Jiangsu],
        ValidFrom = s_begin - TimeSpan.FromDays(30),
        ValidTo = s_begin + TimeSpan.FromDays(30),
    };

    protected abstract Task<string?> PostgresAsync();

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_permit_filed_after_the_crossing_retracts_the_alert_and_says_so_whichever_of_the_last_two_reports_comes_first(bool swapped)
    {
        await using var stages = await OpenAsync();
        var log = Drive(60);
        if (swapped)
        {
            (log[^1], log[^2]) = (log[^2], log[^1]);
        }

        await TakeAsync(stages, log[..^2], 0);
        var before = await stages.EventsAsync(s_truck, "permit");
        Assert.All(before, e => Assert.Equal((AlertEventKind.Raised, ChangeCause.Report), (e.Kind, e.Cause!.Value)));

        await stages.Papers.FileAsync(Permit);
        await stages.Papers.LookAsync();
        await TakeAsync(stages, log[^2..], log.Length - 2);
        await FollowUpAsync(stages);
        await AssertStandsAsync(stages, log);
        var since = (await stages.EventsAsync(s_truck, "permit")).Skip(before.Count).ToList();
        Assert.Equal(before.Count, since.Count);
        Assert.NotEmpty(since);
        Assert.All(since, e => Assert.Equal((AlertEventKind.Retracted, ChangeCause.Document), (e.Kind, e.Cause!.Value)));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(400)]
    public async Task A_permit_that_turns_out_to_have_been_withdrawn_raises_the_alert_of_a_parked_truck_without_a_report(int reports)
    {
        await using var stages = await OpenAsync();
        await stages.Papers.FileAsync(Permit);
        await stages.Papers.LookAsync();
        var log = Drive(reports);
        await TakeAsync(stages, log, 0);
        Assert.Empty(await stages.EventsAsync(s_truck, "permit"));

        await stages.Papers.WithdrawAsync("P1", s_begin - TimeSpan.FromMinutes(10));
        await stages.Papers.LookAsync();
        await FollowUpAsync(stages);
        await AssertStandsAsync(stages, log);
        var events = await stages.EventsAsync(s_truck, "permit");
        Assert.NotEmpty(events);
        Assert.All(events, e => Assert.Equal((AlertEventKind.Raised, ChangeCause.Document), (e.Kind, e.Cause!.Value)));
        Assert.Empty(await stages.NotedAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_permit_withdrawn_while_the_partition_moves_raises_the_alert_all_the_same(bool trustsHotState)
    {
        await using var stages = await OpenAsync();
        await stages.Papers.FileAsync(Permit);
        await stages.Papers.LookAsync();
        var log = Drive(60);
        await TakeAsync(stages, log[..^3], 0);

        // The next owner knows of the withdrawal when it takes over; nobody has noted it.
        await stages.Papers.WithdrawAsync("P1", s_begin - TimeSpan.FromMinutes(10));
        await stages.Papers.LookAsync();
        Assert.Equal(log.Length - 3, await stages.StartAsync(trustsHotState));
        await TakeAsync(stages, log[^3..], log.Length - 3);
        await FollowUpAsync(stages);
        await AssertStandsAsync(stages, log);
        Assert.Contains("permit", (await stages.StandingAsync(s_truck)).Select(f => f.Rule));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_permit_withdrawn_while_the_documents_of_its_truck_are_read_raises_the_alert(bool trustsHotState)
    {
        await using var stages = await OpenAsync();
        await stages.Papers.FileAsync(Permit);
        await stages.Papers.LookAsync();
        var log = Drive(60);
        await TakeAsync(stages, log[..^3], 0);
        await stages.StartAsync(trustsHotState);

        // The truck's state is loaded by the documents as they were; by then the withdrawal is filed, and judged by.
        stages.Papers.AfterReading = async () =>
        {
            await stages.Papers.WithdrawAsync("P1", s_begin - TimeSpan.FromMinutes(10));
            await stages.Papers.LookAsync();
        };
        await TakeAsync(stages, log[^3..], log.Length - 3);
        await FollowUpAsync(stages);
        await AssertStandsAsync(stages, log);
        Assert.Contains("permit", (await stages.StandingAsync(s_truck)).Select(f => f.Rule));
    }

    [Fact]
    public async Task What_one_owner_has_noted_is_noted_again_by_the_next_that_still_judges_by_what_was_filed_before()
    {
        var folder = _folder.CreateSubdirectory("two").FullName;
        var postgres = await PostgresAsync();
        var log = Drive(60);
        await using (var first = await Stages.OpenAsync(folder, s_clock, postgres))
        {
            await first.Papers.FileAsync(Permit);
            await first.Papers.LookAsync();
            await TakeAsync(first, log[..10], 0);

            // The other silo has read the registry up to here.
            await using var second = await Stages.OpenAsync(folder, s_clock, postgres);
            await first.StartAsync(trustsHotState: true);
            await first.Papers.WithdrawAsync("P1", s_begin - TimeSpan.FromMinutes(10));
            await first.Papers.LookAsync();
            await FollowUpAsync(first);
            Assert.Equal(2, first.Noted);

            await second.StartAsync(trustsHotState: false);
            Assert.Equal(1, second.Noted);
            await TakeAsync(second, log[10..], 10);
            await second.Papers.LookAsync();
            await FollowUpAsync(second);
            await AssertStandsAsync(second, log);
        }
    }

    [Fact]
    public async Task An_off_route_alert_ends_when_its_route_is_withdrawn_from_before_it()
    {
        await using var stages = await OpenAsync();
        var elsewhere = SomeFleet.WayOf(1);
        var route = new Route
        {
            Number = "R1",
            Vehicle = s_truck,
            Line = [.. elsewhere],
            Corridor = Distance.FromMetres(300),
            ValidFrom = s_begin - TimeSpan.FromHours(1),
            ValidTo = s_begin + TimeSpan.FromDays(1),
        };
        await stages.Papers.FileAsync(route);
        await stages.Papers.LookAsync();
        var log = Drive(120);
        await TakeAsync(stages, log, 0);
        Assert.Contains("off-route", (await stages.StandingAsync(s_truck)).Select(f => f.Rule));

        await stages.Papers.FileAsync(route with { WithdrawnAt = s_begin - TimeSpan.FromMinutes(30) });
        await stages.Papers.LookAsync();
        await FollowUpAsync(stages);
        await AssertStandsAsync(stages, log);
        Assert.DoesNotContain("off-route", (await stages.StandingAsync(s_truck)).Select(f => f.Rule));
        Assert.Equal((AlertEventKind.Retracted, ChangeCause.Document), (await stages.EventsAsync(s_truck, "off-route"))
            .Select(e => (e.Kind, e.Cause!.Value)).Last());
    }

    [Fact]
    public async Task A_process_that_ends_between_noting_and_judging_again_leaves_it_to_the_next()
    {
        await using var stages = await OpenAsync();
        var log = Drive(60);
        await TakeAsync(stages, log, 0);
        await stages.Papers.FileAsync(Permit);
        await stages.Papers.LookAsync();

        // Before anything is noted.
        await stages.StartAsync(trustsHotState: true);
        Assert.Equal(0, stages.Noted);

        // Noted, and nobody told of it; then judged again, and the note still there.
        stages.FailsAfterNoting = true;
        await Assert.ThrowsAsync<Stages.CrashException>(stages.NoteFilingsAsync);
        Assert.Equal(ChangeCause.Document, Assert.Single(await stages.NotedAsync()).Cause);
        await stages.StartAsync(trustsHotState: true);
        stages.FailsAfterAlerts = true;
        var asked = await stages.JudgeAskedAsync();
        await Assert.ThrowsAsync<Stages.CrashException>(() => stages.StoreAsync(asked!));
        Assert.Single(await stages.NotedAsync());

        await stages.StartAsync(trustsHotState: false);
        await FollowUpAsync(stages);
        Assert.Empty(await stages.NotedAsync());
        await AssertStandsAsync(stages, log);
        var events = await stages.EventsAsync(s_truck, "permit");
        Assert.NotEmpty(events);
        Assert.Equal(events.Count(e => e.Kind == AlertEventKind.Raised), events.Count(e => e.Kind == AlertEventKind.Retracted));
    }

    [Fact]
    public async Task Filings_that_cannot_matter_note_nobody()
    {
        await using var stages = await OpenAsync();
        var log = Drive(60);
        await TakeAsync(stages, log, 0);
        var newest = log.Max(a => a.Report.Time);
        await stages.Papers.FileAsync(Permit with { Vehicle = new("沪B99999", PlateColour.Yellow), Number = "P2" });
        await stages.Papers.FileAsync(Permit with { ValidFrom = newest + TimeSpan.FromDays(2), Number = "P3" });
        await stages.Papers.LookAsync();
        await stages.NoteFilingsAsync();
        Assert.Equal(2, stages.Noted);
        Assert.Empty(await stages.NotedAsync());
    }

    [Fact]
    public async Task A_filing_for_a_whole_fleet_is_handed_on_a_few_trucks_at_a_time()
    {
        await using var stages = await OpenAsync();
        var fleet = Enumerable.Range(0, 50).Select(i => new VehicleId($"苏E{20000 + i}", PlateColour.Yellow)).ToList();
        var way = Drive(12);
        var log = fleet.SelectMany(truck => way.Select(a => (truck, a.Report))).ToArray();
        await stages.StoreAsync(await stages.JudgeAsync(0, log));
        foreach (var (i, truck) in fleet.Index())
        {
            await stages.Papers.FileAsync(Permit with { Number = $"P{i}", Vehicle = truck });
        }

        await stages.Papers.LookAsync();
        await FollowUpAsync(stages);
        Assert.InRange(stages.MostHandedOn, 1, 16);
        Assert.Equal(fleet.Count, await stages.CountAsync("hazmattrack_documents_noted_total"));
        Assert.Equal(fleet.Count, await stages.CountAsync("hazmattrack_rejudged_total"));
        Assert.Empty(await stages.NotedAsync());
    }

    [Fact]
    public async Task What_was_judged_by_older_documents_and_is_not_stored_yet_is_judged_again_too()
    {
        await using var stages = await OpenAsync();
        var log = Drive(60);
        var judged = await stages.JudgeAsync(0, log);
        await stages.Papers.FileAsync(Permit);
        await stages.Papers.LookAsync();
        var noting = stages.NoteFilingsAsync();
        Assert.False(noting.IsCompleted);
        await stages.StoreAsync(judged);
        await noting;
        await FollowUpAsync(stages);
        await AssertStandsAsync(stages, log);
    }

    private static async Task TakeAsync(Stages stages, (VehicleId Vehicle, PositionReport Report)[] log, int offset)
    {
        foreach (var some in log.Chunk(5))
        {
            await stages.StoreAsync(await stages.JudgeAsync(offset, some));
            offset += some.Length;
        }
    }

    /// <summary>What is filed is noted, and what is noted judged again.</summary>
    private static async Task FollowUpAsync(Stages stages)
    {
        await stages.NoteFilingsAsync();
        while (await stages.JudgeAskedAsync() is { } asked)
        {
            await stages.StoreAsync(asked);
        }
    }

    /// <summary>What stands is what the reports and the newest documents say.</summary>
    private static async Task AssertStandsAsync(Stages stages, (VehicleId Vehicle, PositionReport Report)[] log)
    {
        var expected = SomeFleet.Judged(s_truck, SomeFleet.Distinct(log.Select(a => a.Report)), stages.Papers.For(s_truck))
            .Where(c => c.Kind != FindingChangeKind.Retracted).Select(c => c.Finding).OrderBy(SomeFleet.Text, StringComparer.Ordinal).ToList();
        var found = await stages.StandingAsync(s_truck);
        Assert.Equal(expected.Select(SomeFleet.Text), found.Select(SomeFleet.Text));
        Assert.All(expected.Zip(found), p => Assert.True(FindingContent.Same(p.First, p.Second)));
    }

    /// <summary>A truck that drives over a border and parks there.</summary>
    private static (VehicleId Vehicle, PositionReport Report)[] Drive(int reports)
    {
        var (from, to) = (SomeFleet.WayOf(0)[0], SomeFleet.WayOf(0)[1]);
        var passes = new List<BorderIntersection>();
        SomeFleet.Map.CrossSegment(from, to, passes);
        var (length, border) = (Geodesy.Between(from, to).Metres, passes[0].Fraction);
        return
        [
            .. Enumerable.Range(0, reports).Select(i =>
            {
                var metres = Math.Min((i - 6) * 250, 4000);
                return (s_truck, new PositionReport
                {
                    Time = s_begin + (TimeSpan.FromSeconds(15) * i),
                    Position = Geodesy.Along(from, to, border + (metres / length)),
                    SpeedDeciKmh = (ushort)(metres == 4000 ? 0 : 600),
                    Status = ReportStatus.AccOn | ReportStatus.Fixed,
                });
            }),
        ];
    }

    private async Task<Stages> OpenAsync() =>
        await Stages.OpenAsync(_folder.CreateSubdirectory("stores").FullName, s_clock, await PostgresAsync());

    public sealed class OnSqlite : DocumentNotesTests
    {
        protected override Task<string?> PostgresAsync() => Task.FromResult<string?>(null);
    }

    public sealed class OnPostgres : DocumentNotesTests
    {
        protected override async Task<string?> PostgresAsync() => await Servers.NewPostgresDatabaseAsync();
    }
}
