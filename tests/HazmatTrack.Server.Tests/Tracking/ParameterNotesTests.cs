using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>Parameters of rules that are changed for a truck's past are judged by, over the real stores of either engine.</summary>
public abstract class ParameterNotesTests : StagesTests
{
    private static readonly RuleSet s_strict = RuleList.All;

    /// <summary>The trucks of these tests are in the corridor, by less than the uncertainty.</summary>
    private static readonly RuleSet s_lenient = Rules(Begin - TimeSpan.FromDays(3));

    [Theory]
    [InlineData(20, true)]
    [InlineData(400, true)]
    [InlineData(400, false)]
    public async Task A_limit_that_is_corrected_for_the_past_retracts_what_the_old_one_found_and_back_again(int reports, bool keepsHotState)
    {
        var stores = await StoresAsync();
        var log = DriveOverTheBorder(reports);
        var hot = keepsHotState ? new HotBlobs() : null;
        await using (var before = await OpenAsync(stores, s_strict, hot: hot))
        {
            await FileAsync(before, Truck);
            await before.TakeAsync(log, 0);
            var alert = Assert.Single(await OffRouteAsync(before));
            Assert.Equal(30, alert.Parameters!.Values["UncertaintyMetres"]);
        }

        await using (var after = await OpenAsync(stores, s_lenient, hot: hot))
        {
            await after.FollowParametersAsync();
            Assert.Empty(await OffRouteAsync(after));
            await after.AssertStandsAsync(Truck, log.Select(a => a.Report), s_lenient);
            Assert.Equal([(AlertEventKind.Raised, ChangeCause.Report), (AlertEventKind.Retracted, ChangeCause.RuleVersion)], await EventsAsync(after));
            Assert.Equal(1, await after.CountAsync("hazmattrack_parameters_noted_total"));
        }

        await using (var again = await OpenAsync(stores, s_strict, hot: hot))
        {
            await again.FollowParametersAsync();
            await again.AssertStandsAsync(Truck, log.Select(a => a.Report), s_strict);
            Assert.Equal((AlertEventKind.Amended, ChangeCause.RuleVersion), (await EventsAsync(again))[^1]);
        }
    }

    /// <summary>Noting goes on beside storing: between a batch's history and the notes that it brings, any time may pass.</summary>
    [Fact]
    public async Task A_limit_that_is_corrected_while_a_batch_with_a_late_report_is_stored_is_judged_by()
    {
        var stores = await StoresAsync();
        var log = DriveOverTheBorder(400);
        await using (var before = await OpenAsync(stores, s_strict))
        {
            await FileAsync(before, Truck);
            await before.TakeAsync([.. log[..380], .. log[381..]], 0);
            Assert.Single(await OffRouteAsync(before));
        }

        await using var after = await OpenAsync(stores, s_lenient);
        await after.TakeAsync([.. DriveOverTheBorder(100).Select(a => (Truck, a.Report with { Time = a.Report.Time + TimeSpan.FromHours(5) }))], 399);
        var stored = new TaskCompletionSource();
        var storing = after.StoreAsync(await after.JudgeAsync(499, [log[380]]), before: stored.Task);
        while ((await after.NotedAsync()).Count == 0)
        {
            await Task.Yield();
        }

        await after.NoteParametersAsync();
        stored.SetResult();
        await storing;
        await after.JudgeAllAskedAsync();
        Assert.Empty(await OffRouteAsync(after));
        Assert.Empty(await after.NotedAsync());
    }

    [Fact]
    public async Task A_start_with_the_same_parameters_notes_nobody_and_judges_nothing_again()
    {
        var stores = await StoresAsync();
        await using (var before = await OpenAsync(stores, s_strict))
        {
            await FileAsync(before, Truck);
            await before.TakeAsync(DriveOverTheBorder(60), 0);
        }

        await using var after = await OpenAsync(stores, Rules(Instant.From(Clock.GetUtcNow()) + TimeSpan.FromDays(1)));
        await after.NoteParametersAsync();
        Assert.Null(await after.JudgeAskedAsync());
        Assert.Empty(await after.NotedAsync());
        await after.StartAsync(trustsHotState: true);
        await after.NoteParametersAsync();
        Assert.Null(await after.JudgeAskedAsync());
        Assert.Equal(0, await after.CountAsync("hazmattrack_parameters_noted_total"));
        Assert.Single(await OffRouteAsync(after));
    }

    [Fact]
    public async Task A_limit_that_changes_after_all_that_was_reported_notes_nobody_and_judges_what_comes()
    {
        var stores = await StoresAsync();
        var log = DriveOverTheBorder(40);
        var change = log[20].Report.Time - TimeSpan.FromSeconds(1);
        var rules = Rules(change);
        await using (var before = await OpenAsync(stores, s_strict))
        {
            await FileAsync(before, Truck);
            await before.TakeAsync(log[..20], 0);
        }

        await using var after = await OpenAsync(stores, rules);
        await after.NoteParametersAsync();
        Assert.Empty(await after.NotedAsync());
        await after.TakeAsync(log[20..], 20);
        await after.FollowParametersAsync();
        await after.AssertStandsAsync(Truck, log.Select(a => a.Report), rules);
    }

    [Fact]
    public async Task A_process_that_ends_at_any_step_leaves_the_rest_to_the_next_and_nothing_is_told_twice()
    {
        var stores = await StoresAsync();
        var other = new VehicleId("苏E10002", PlateColour.Yellow);
        (VehicleId Vehicle, PositionReport Report)[] log = [.. DriveOverTheBorder(60), .. DriveOverTheBorder(60).Select(a => (other, a.Report))];
        var hot = new HotBlobs();
        await using (var before = await OpenAsync(stores, s_strict, hot: hot))
        {
            await FileAsync(before, Truck);
            await FileAsync(before, other);
            await before.TakeAsync(log, 0);
        }

        await using var after = await OpenAsync(stores, s_lenient, hot: hot);

        // Before anything is noted; with one of two noted, and that one judged again.
        await after.StartAsync(trustsHotState: true);
        Assert.Equal(2, after.History.JudgedBy.Count(j => j.Rule == "off-route"));
        await after.History.TakeParametersAsync([other], Begin, [], TestContext.Current.CancellationToken);
        await after.StartAsync(trustsHotState: true);
        await after.JudgeAllAskedAsync();
        Assert.Empty(await after.NotedAsync());

        // All noted and nobody told of it; then judged again, and the notes still there.
        await after.StartAsync(trustsHotState: true);
        after.FailsAfterNoting = true;
        await Assert.ThrowsAsync<Stages.CrashException>(after.NoteParametersAsync);
        Assert.Equal(2, (await after.NotedAsync()).Count(n => n.Cause == ChangeCause.RuleVersion));
        Assert.Single(after.History.JudgedBy, j => j.Rule == "off-route");
        await after.StartAsync(trustsHotState: true);
        after.FailsAfterAlerts = true;
        await Assert.ThrowsAsync<Stages.CrashException>(() => after.JudgeAllAskedAsync());
        Assert.NotEmpty(await after.NotedAsync());

        await after.StartAsync(trustsHotState: false);
        await after.FollowParametersAsync();
        Assert.Empty(await after.NotedAsync());
        foreach (var truck in new[] { Truck, other })
        {
            Assert.Equal([AlertEventKind.Raised, AlertEventKind.Retracted], (await after.EventsAsync(truck, "off-route")).Select(e => e.Kind));
        }

        await after.AssertStandsAsync(Truck, log[..60].Select(a => a.Report), s_lenient);
    }

    [Fact]
    public async Task Two_builds_with_different_parameters_note_a_truck_once_for_each_take_over_and_the_last_has_the_last_word()
    {
        var stores = await StoresAsync();
        var log = DriveOverTheBorder(60);
        await using var strict = await OpenAsync(stores, s_strict);
        await FileAsync(strict, Truck);
        await strict.TakeAsync(log[..30], 0);
        await using var lenient = await OpenAsync(stores, s_lenient);
        await lenient.FollowParametersAsync();
        await lenient.TakeAsync(log[30..40], 30);
        for (var turn = 1; turn <= 3; turn++)
        {
            await strict.StartAsync(trustsHotState: false);
            await strict.FollowParametersAsync();
            Assert.Single(await OffRouteAsync(strict));
            await lenient.StartAsync(trustsHotState: false);
            await lenient.FollowParametersAsync();
            Assert.Empty(await OffRouteAsync(lenient));

            // Where the partition stays, nothing is noted however often it is looked at.
            await lenient.FollowParametersAsync();
            await lenient.StartAsync(trustsHotState: false);
            await lenient.FollowParametersAsync();
            Assert.Equal((turn, turn + 1),
                (await strict.CountAsync("hazmattrack_parameters_noted_total"), await lenient.CountAsync("hazmattrack_parameters_noted_total")));
        }

        await lenient.TakeAsync(log[40..], 40);
        await lenient.AssertStandsAsync(Truck, log.Select(a => a.Report), s_lenient);
        Assert.Equal(s_lenient.Parameters.Select(p => p.Version).Order(), lenient.History.JudgedBy.Select(j => j.Version).Order());
    }

    [Fact]
    public async Task A_whole_fleet_is_handed_on_a_few_trucks_at_a_time()
    {
        var stores = await StoresAsync();
        var fleet = Enumerable.Range(0, 50).Select(i => new VehicleId($"苏E{20000 + i}", PlateColour.Yellow)).ToList();
        var way = DriveOverTheBorder(12);
        await using (var before = await OpenAsync(stores, s_strict))
        {
            await before.StoreAsync(await before.JudgeAsync(0, fleet.SelectMany(truck => way.Select(a => (truck, a.Report)))));
        }

        await using var after = await OpenAsync(stores, s_lenient);
        await after.FollowParametersAsync();
        Assert.InRange(after.MostHandedOn, 1, 16);
        Assert.Equal(fleet.Count, await after.CountAsync("hazmattrack_parameters_noted_total"));
        Assert.Equal(fleet.Count, await after.CountAsync("hazmattrack_rejudged_total"));
        Assert.Empty(await after.NotedAsync());
    }

    private static RuleSet Rules(Instant from) => RuleList.Catalog.With(id => id != "off-route" ? [] :
    [
        new() { From = from, Values = new Dictionary<string, double> { ["UncertaintyMetres"] = 1000 } },
    ]);

    private static Task FileAsync(Stages stages, VehicleId truck) => FileAsync(stages, new Route
    {
        Number = $"R{truck.Plate}",
        Vehicle = truck,
        Line = [.. SomeFleet.WayOf(0).Take(2).Select(p => p with { LatitudeE6 = p.LatitudeE6 + 9000 })],
        Corridor = Distance.FromMetres(300),
        ValidFrom = Begin - TimeSpan.FromHours(1),
        ValidTo = Begin + TimeSpan.FromDays(1),
    });

    private static async Task FileAsync(Stages stages, Route route)
    {
        await stages.Papers.FileAsync(route);
        await stages.Papers.LookAsync();
        await stages.NoteFilingsAsync();
    }

    private static async Task<List<Finding>> OffRouteAsync(Stages stages) => [.. (await stages.StandingAsync(Truck)).Where(f => f.Rule == "off-route")];

    private static async Task<List<(AlertEventKind, ChangeCause)>> EventsAsync(Stages stages) =>
        [.. (await stages.EventsAsync(Truck, "off-route")).Select(e => (e.Kind, e.Cause!.Value))];

    public sealed class OnSqlite : ParameterNotesTests
    {
        protected override Task<string?> PostgresAsync() => Task.FromResult<string?>(null);
    }

    public sealed class OnPostgres : ParameterNotesTests
    {
        protected override async Task<string?> PostgresAsync() => await Servers.NewPostgresDatabaseAsync();
    }
}
