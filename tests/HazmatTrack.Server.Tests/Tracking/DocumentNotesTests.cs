using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>What is filed about a truck's past is judged by, over the real stores of either engine.</summary>
public abstract class DocumentNotesTests : StagesTests
{

    private static Permit Permit => new()
    {
        Number = "P1",
        Vehicle = Truck,
        Provinces = [ProvinceCode.Shanghai, ProvinceCode.Jiangsu],
        ValidFrom = Begin - TimeSpan.FromDays(30),
        ValidTo = Begin + TimeSpan.FromDays(30),
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_permit_filed_after_the_crossing_retracts_the_alert_and_says_so_whichever_of_the_last_two_reports_comes_first(bool swapped)
    {
        await using var stages = await OpenAsync();
        var log = DriveOverTheBorder(60);
        if (swapped)
        {
            (log[^1], log[^2]) = (log[^2], log[^1]);
        }

        await stages.TakeAsync(log[..^2], 0);
        var before = await stages.EventsAsync(Truck, "permit");
        Assert.All(before, e => Assert.Equal((AlertEventKind.Raised, ChangeCause.Report), (e.Kind, e.Cause!.Value)));

        await stages.Papers.FileAsync(Permit);
        await stages.Papers.LookAsync();
        await stages.TakeAsync(log[^2..], log.Length - 2);
        await stages.FollowFilingsAsync();
        await stages.AssertStandsAsync(Truck, log.Select(a => a.Report));
        var since = (await stages.EventsAsync(Truck, "permit")).Skip(before.Count).ToList();
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
        var log = DriveOverTheBorder(reports);
        await stages.TakeAsync(log, 0);
        Assert.Empty(await stages.EventsAsync(Truck, "permit"));

        await stages.Papers.WithdrawAsync("P1", Begin - TimeSpan.FromMinutes(10));
        await stages.Papers.LookAsync();
        await stages.FollowFilingsAsync();
        await stages.AssertStandsAsync(Truck, log.Select(a => a.Report));
        var events = await stages.EventsAsync(Truck, "permit");
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
        var log = DriveOverTheBorder(60);
        await stages.TakeAsync(log[..^3], 0);

        // The next owner knows of the withdrawal when it takes over; nobody has noted it.
        await stages.Papers.WithdrawAsync("P1", Begin - TimeSpan.FromMinutes(10));
        await stages.Papers.LookAsync();
        Assert.Equal(log.Length - 3, await stages.StartAsync(trustsHotState));
        await stages.TakeAsync(log[^3..], log.Length - 3);
        await stages.FollowFilingsAsync();
        await stages.AssertStandsAsync(Truck, log.Select(a => a.Report));
        Assert.Contains("permit", (await stages.StandingAsync(Truck)).Select(f => f.Rule));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_permit_withdrawn_while_the_documents_of_its_truck_are_read_raises_the_alert(bool trustsHotState)
    {
        await using var stages = await OpenAsync();
        await stages.Papers.FileAsync(Permit);
        await stages.Papers.LookAsync();
        var log = DriveOverTheBorder(60);
        await stages.TakeAsync(log[..^3], 0);
        await stages.StartAsync(trustsHotState);

        // The truck's state is loaded by the documents as they were; by then the withdrawal is filed, and judged by.
        stages.Papers.AfterReading = async () =>
        {
            await stages.Papers.WithdrawAsync("P1", Begin - TimeSpan.FromMinutes(10));
            await stages.Papers.LookAsync();
        };
        await stages.TakeAsync(log[^3..], log.Length - 3);
        await stages.FollowFilingsAsync();
        await stages.AssertStandsAsync(Truck, log.Select(a => a.Report));
        Assert.Contains("permit", (await stages.StandingAsync(Truck)).Select(f => f.Rule));
    }

    [Fact]
    public async Task What_one_owner_has_noted_is_noted_again_by_the_next_that_still_judges_by_what_was_filed_before()
    {
        var stores = await StoresAsync();
        var log = DriveOverTheBorder(60);
        await using (var first = await OpenAsync(stores))
        {
            await first.Papers.FileAsync(Permit);
            await first.Papers.LookAsync();
            await first.TakeAsync(log[..10], 0);

            // The other silo has read the registry up to here.
            await using var second = await OpenAsync(stores);
            await first.StartAsync(trustsHotState: true);
            await first.Papers.WithdrawAsync("P1", Begin - TimeSpan.FromMinutes(10));
            await first.Papers.LookAsync();
            await first.FollowFilingsAsync();
            Assert.Equal(2, first.Noted);

            await second.StartAsync(trustsHotState: false);
            Assert.Equal(1, second.Noted);
            await second.TakeAsync(log[10..], 10);
            await second.Papers.LookAsync();
            await second.FollowFilingsAsync();
            await second.AssertStandsAsync(Truck, log.Select(a => a.Report));
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
            Vehicle = Truck,
            Line = [.. elsewhere],
            Corridor = Distance.FromMetres(300),
            ValidFrom = Begin - TimeSpan.FromHours(1),
            ValidTo = Begin + TimeSpan.FromDays(1),
        };
        await stages.Papers.FileAsync(route);
        await stages.Papers.LookAsync();
        var log = DriveOverTheBorder(120);
        await stages.TakeAsync(log, 0);
        Assert.Contains("off-route", (await stages.StandingAsync(Truck)).Select(f => f.Rule));

        await stages.Papers.FileAsync(route with { WithdrawnAt = Begin - TimeSpan.FromMinutes(30) });
        await stages.Papers.LookAsync();
        await stages.FollowFilingsAsync();
        await stages.AssertStandsAsync(Truck, log.Select(a => a.Report));
        Assert.DoesNotContain("off-route", (await stages.StandingAsync(Truck)).Select(f => f.Rule));
        Assert.Equal((AlertEventKind.Retracted, ChangeCause.Document), (await stages.EventsAsync(Truck, "off-route"))
            .Select(e => (e.Kind, e.Cause!.Value)).Last());
    }

    [Fact]
    public async Task A_process_that_ends_between_noting_and_judging_again_leaves_it_to_the_next()
    {
        await using var stages = await OpenAsync();
        var log = DriveOverTheBorder(60);
        await stages.TakeAsync(log, 0);
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
        await stages.FollowFilingsAsync();
        Assert.Empty(await stages.NotedAsync());
        await stages.AssertStandsAsync(Truck, log.Select(a => a.Report));
        var events = await stages.EventsAsync(Truck, "permit");
        Assert.NotEmpty(events);
        Assert.Equal(events.Count(e => e.Kind == AlertEventKind.Raised), events.Count(e => e.Kind == AlertEventKind.Retracted));
    }

    [Fact]
    public async Task Filings_that_cannot_matter_note_nobody()
    {
        await using var stages = await OpenAsync();
        var log = DriveOverTheBorder(60);
        await stages.TakeAsync(log, 0);
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
        var way = DriveOverTheBorder(12);
        var log = fleet.SelectMany(truck => way.Select(a => (truck, a.Report))).ToArray();
        await stages.StoreAsync(await stages.JudgeAsync(0, log));
        foreach (var (i, truck) in fleet.Index())
        {
            await stages.Papers.FileAsync(Permit with { Number = $"P{i}", Vehicle = truck });
        }

        await stages.Papers.LookAsync();
        await stages.FollowFilingsAsync();
        Assert.InRange(stages.MostHandedOn, 1, 16);
        Assert.Equal(fleet.Count, await stages.CountAsync("hazmattrack_documents_noted_total"));
        Assert.Equal(fleet.Count, await stages.CountAsync("hazmattrack_rejudged_total"));
        Assert.Empty(await stages.NotedAsync());
    }

    [Fact]
    public async Task What_was_judged_by_older_documents_and_is_not_stored_yet_is_judged_again_too()
    {
        await using var stages = await OpenAsync();
        var log = DriveOverTheBorder(60);
        var judged = await stages.JudgeAsync(0, log);
        await stages.Papers.FileAsync(Permit);
        await stages.Papers.LookAsync();
        var noting = stages.NoteFilingsAsync();
        Assert.False(noting.IsCompleted);
        await stages.StoreAsync(judged);
        await noting;
        await stages.FollowFilingsAsync();
        await stages.AssertStandsAsync(Truck, log.Select(a => a.Report));
    }

    public sealed class OnSqlite : DocumentNotesTests
    {
        protected override Task<string?> PostgresAsync() => Task.FromResult<string?>(null);
    }

    public sealed class OnPostgres : DocumentNotesTests
    {
        protected override async Task<string?> PostgresAsync() => await Servers.NewPostgresDatabaseAsync();
    }
}
