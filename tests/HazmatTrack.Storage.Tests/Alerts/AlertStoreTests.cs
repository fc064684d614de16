using System.Globalization;
using CsCheck;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Testing.Alerts;

namespace HazmatTrack.Storage.Tests.Alerts;

/// <summary>What the alert store promises, on every engine.</summary>
public abstract partial class AlertStoreTests : IAsyncLifetime
{
    protected AlertStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the store on the test's own database; each call another process, as it were.</summary>
    protected abstract Task<AlertStore> OpenAsync();

    /// <summary>Opens a store on an empty database, to be disposed of by the caller.</summary>
    protected abstract Task<AlertStore> OpenEmptyAsync();

    [Fact]
    public async Task An_alert_reads_back_as_it_was_written()
    {
        var change = SomeAlerts.Raise();
        await ApplyAsync(change);
        var told = Assert.Single(await Store.EventsAfterAsync(0, 10, default));
        Assert.Equal((1, AlertEventKind.Raised), (told.Sequence, told.Kind));
        Assert.Equal(SomeAlerts.Told(change.Change.Finding), SomeAlerts.Told(told.Alert.Finding));
        Assert.Equal(SomeAlerts.Told(told.Alert), SomeAlerts.Told((await Store.FindAsync(told.Alert.Id, default))!));
        Assert.Null(await Store.FindAsync(AlertId.From(SomeAlerts.OtherTruck, change.Change.Identity), default));
    }

    [Fact]
    public async Task Alerts_are_there_after_a_restart()
    {
        await ApplyAsync(SomeAlerts.Raise());
        await using var other = await OpenAsync();
        Assert.Single(await other.EventsAfterAsync(0, 10, default));
        await other.ApplyAsync([SomeAlerts.Raise(100)], default);
        await other.ApplyAsync([SomeAlerts.Retract(101)], default);
        Assert.Equal([1, 2], (await Store.EventsAfterAsync(0, 10, default)).Select(e => e.Sequence));
    }

    [Fact]
    public async Task Reading_any_stretch_of_the_log_again_changes_nothing() => await ChangeSequences.Lives.SampleAsync(
        async life =>
        {
            var once = new AlertBatch([]);
            foreach (var change in life.Log.SelectMany(cause => cause.Changes))
            {
                once.Apply(change);
            }

            await using var store = await OpenEmptyAsync();
            foreach (var batch in ChangeSequences.BatchesOf(life))
            {
                await store.ApplyAsync(batch, default);
            }

            var events = await store.EventsAfterAsync(0, 1000, default);
            Assert.Equal(once.Events.Select((e, i) => SomeAlerts.Told(e with { Sequence = i + 1 })), events.Select(SomeAlerts.Told));
            var alerts = await store.ListAsync(new() { Limit = 1000 }, default);
            Assert.Equal(once.Changed.Select(SomeAlerts.Told).Order(), alerts.Alerts.Select(SomeAlerts.Told).Order());
        },
        iter: 15,
        threads: 1);

    [Fact]
    public async Task Ten_thousand_changes_go_in_one_transaction()
    {
        var changes = Enumerable.Range(0, 10_000)
            .Select(i => SomeAlerts.Raise(i, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromSeconds(i))))
            .ToList();
        await Store.ApplyAsync(changes, default);
        await Store.ApplyAsync(changes, default);
        Assert.Equal((1, 10_000), await Store.EventRangeAsync(default));
    }

    [Fact]
    public async Task An_interrupted_batch_leaves_nothing_behind()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ApplyAsync([SomeAlerts.Raise()], cancelled.Token));
        Assert.Equal((1, 0), await Store.EventRangeAsync(default));
        await ApplyAsync(SomeAlerts.Raise());
        Assert.Equal((1, 1), await Store.EventRangeAsync(default));
    }

    [Fact]
    public async Task Who_has_seen_an_event_never_sees_a_smaller_number_appear()
    {
        const int Writers = 4, Batches = 25;
        await using var other = await OpenAsync();
        using var done = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            var seen = 0L;
            while (true)
            {
                var last = done.IsCancellationRequested;
                foreach (var told in await other.EventsAfterAsync(seen, 7, default))
                {
                    Assert.Equal(seen + 1, told.Sequence);
                    seen = told.Sequence;
                }

                if (last && seen == Writers * Batches * 3)
                {
                    return;
                }

                Assert.False(last && (await other.EventRangeAsync(default)).Last == seen && seen < Writers * Batches * 3);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var store = writer % 2 == 0 ? Store : other;
            for (var batch = 0; batch < Batches; batch++)
            {
                await store.ApplyAsync(
                    [.. Enumerable.Range(0, 3).Select(i => SomeAlerts.Raise(
                        batch, SomeAlerts.Finding(
                            SomeAlerts.Morning + TimeSpan.FromSeconds((batch * 3) + i), key: writer.ToString(CultureInfo.InvariantCulture))))],
                    default);
            }
        })));
        await done.CancelAsync();
        await reader;
    }

    [Fact]
    public async Task Two_silos_that_find_the_same_tell_it_once()
    {
        await using var other = await OpenAsync();
        var changes = Enumerable.Range(0, 30).Select(i => SomeAlerts.Raise(i, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromSeconds(i)))).ToList();
        await Task.WhenAll(
            Task.Run(async () =>
            {
                foreach (var change in changes)
                {
                    await Store.ApplyAsync([change], default);
                }
            }),
            Task.Run(async () =>
            {
                foreach (var change in changes)
                {
                    await other.ApplyAsync([change], default);
                }
            }));
        var events = await Store.EventsAfterAsync(0, 100, default);
        Assert.Equal(30, events.Count);
        Assert.Equal(30, events.Select(e => e.Id).Distinct().Count());
    }

    [Fact]
    public async Task What_people_do_is_told_and_kept()
    {
        await ApplyAsync(SomeAlerts.Raise());
        var id = Id(SomeAlerts.Raise());
        Assert.Equal(new(null, null), await Store.HandleAsync(
            Id(SomeAlerts.Raise(vehicle: SomeAlerts.OtherTruck)), SomeAlerts.Step(HandlingAction.Acknowledge), default));

        var seen = await Store.HandleAsync(id, SomeAlerts.Step(HandlingAction.Acknowledge, note: "已电话联系"), default);
        Assert.Equal((AlertStatus.Acknowledged, 2), (seen.Alert!.Status, seen.Alert.Revision));
        var again = await Store.HandleAsync(id, SomeAlerts.Step(HandlingAction.Acknowledge, note: "已电话联系", minute: 9), default);
        Assert.Equal((2, null), (again.Alert!.Revision, again.Conflict));
        var other = await Store.HandleAsync(id, SomeAlerts.Step(HandlingAction.Acknowledge, by: "王警官"), default);
        Assert.Equal(HandlingConflict.AlreadyDone, other.Conflict);

        await ApplyAsync(SomeAlerts.Amend(200, SomeAlerts.Finding(measured: "1 km")));
        var history = await Store.EventsOfAsync(id, default);
        Assert.Equal([AlertEventKind.Raised, AlertEventKind.Acknowledged, AlertEventKind.Amended], history.Select(e => e.Kind));
        Assert.Equal("已电话联系", history[1].Step!.Note);
        Assert.Equal("李警官", history[2].Alert.Handling[0].By);
    }

    [Fact]
    public async Task Everybody_who_acknowledges_at_once_but_one_is_told_so()
    {
        await ApplyAsync(SomeAlerts.Raise());
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Store.HandleAsync(
            Id(SomeAlerts.Raise()), SomeAlerts.Step(HandlingAction.Acknowledge, by: $"{i}"), default))));
        Assert.Single(results, result => result.Conflict is null);
        Assert.Equal(2, (await Store.EventsAfterAsync(0, 10, default)).Count);
    }

    [Fact]
    public async Task The_standing_findings_of_a_stretch_are_those_not_retracted_in_order_of_onset()
    {
        Finding At(int minute, string key = "k") => SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromMinutes(minute), key: key);
        await ApplyAsync(
            SomeAlerts.Raise(1, At(5)), SomeAlerts.Raise(2, At(1)), SomeAlerts.Raise(3, At(9)), SomeAlerts.Raise(4, At(3)),
            SomeAlerts.Raise(5, At(4), SomeAlerts.OtherTruck),
            SomeAlerts.Retract(6, At(3)), SomeAlerts.Amend(7, At(2), At(1).Onset), SomeAlerts.Amend(8, At(6), At(9).Onset));
        var standing = await Store.ActiveAsync(SomeAlerts.Truck, At(2).Onset, At(6).Onset, default);
        Assert.Equal([At(2).Onset, At(5).Onset, At(6).Onset], standing.Select(s => s.Finding.Onset));
        Assert.Equal([At(1).Onset, At(5).Onset, At(9).Onset], standing.Select(s => s.Identity.FirstOnset));
    }

    [Fact]
    public async Task Lists_answer_what_was_asked_for_page_by_page()
    {
        var changes = new List<AlertChange>();
        foreach (var i in Enumerable.Range(0, 60))
        {
            var from = i % 3 == 0 ? ProvinceCode.Anhui : ProvinceCode.Jiangsu;
            var onset = SomeAlerts.Morning + TimeSpan.FromMinutes(i / 2);
            changes.Add(SomeAlerts.Raise(
                i,
                SomeAlerts.Finding(onset, i % 2 == 0 ? "crossing" : "permit", i.ToString(CultureInfo.InvariantCulture), (Severity)(i % 4)) with
                {
                    Crossing = SomeAlerts.Crossing(onset, from, ProvinceCode.Shanghai),
                },
                i % 4 == 0 ? SomeAlerts.OtherTruck : SomeAlerts.Truck));
        }

        await Store.ApplyAsync(changes, default);
        await ApplyAsync(SomeAlerts.Change(FindingChangeKind.Retracted, changes[7].Change.Finding, 100),
            SomeAlerts.Change(FindingChangeKind.Retracted, changes[30].Change.Finding, 101));
        var all = (await Store.ListAsync(new() { Limit = 1000 }, default)).Alerts;
        Assert.Equal(60, all.Count);
        Assert.Equal(all.OrderByDescending(a => a.Finding.Onset).ThenByDescending(a => a.Id).Select(a => a.Id), all.Select(a => a.Id));

        AlertQuery[] queries =
        [
            new(),
            new() { Vehicle = SomeAlerts.OtherTruck },
            new() { Rule = "permit" },
            new() { Province = ProvinceCode.Anhui },
            new() { Province = ProvinceCode.Shanghai, Rule = "crossing", Vehicle = SomeAlerts.Truck },
            new() { Province = ProvinceCode.Zhejiang },
            new() { Statuses = [AlertStatus.Retracted, AlertStatus.Closed] },
            new() { Statuses = [AlertStatus.Open], Province = ProvinceCode.Jiangsu },
            new() { Severities = [Severity.Orange, Severity.Red] },
            new() { Severities = [Severity.Notice, Severity.Red], Province = ProvinceCode.Anhui },
            new() { Severities = [Severity.Red], Statuses = AlertState.OpenStatuses, Province = ProvinceCode.Shanghai },
            new() { Statuses = AlertState.OpenStatuses, Vehicle = SomeAlerts.Truck },
            new() { From = changes[20].Change.Finding.Onset, To = changes[40].Change.Finding.Onset },
            new() { From = changes[20].Change.Finding.Onset, To = changes[40].Change.Finding.Onset, Province = ProvinceCode.Jiangsu },
        ];
        foreach (var query in queries)
        {
            var expected = all.Where(a => Answers(query, a)).Select(a => a.Id).ToList();
            Assert.Equal(expected, await PagesAsync(query with { Limit = 7 }));
            Assert.Equal(expected, await PagesAsync(query with { Limit = 1 }));
            foreach (var ascending in (bool[])[false, true])
            {
                IEnumerable<Alert> Ordered(Func<Alert, Instant> at) =>
                    all.Where(a => Answers(query, a)).OrderBy(a => at(a).UnixMilliseconds * (ascending ? 1 : -1))
                        .ThenBy(a => a.Id, Comparer<AlertId>.Create((a, b) => a.CompareTo(b) * (ascending ? 1 : -1)));

                var asked = query with { Limit = 7, Ascending = ascending };
                Assert.Equal(Ordered(a => a.Finding.Onset).Select(a => a.Id), await PagesAsync(asked));
                Assert.Equal(Ordered(a => a.DetectedAt).Select(a => a.Id), await PagesAsync(asked with { Sort = AlertSort.Detected }));
                Assert.Equal(
                    Ordered(a => a.Finding.Onset).OrderBy(a => a.State.IsOpen ? 0 : 1).Select(a => a.Id),
                    await PagesAsync(asked with { Sort = AlertSort.Open }));
            }
        }
    }

    [Fact]
    public async Task An_amended_alert_is_found_where_it_now_belongs()
    {
        await ApplyAsync(SomeAlerts.Raise());
        var moved = SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromMinutes(2)) with
        {
            Province = ProvinceCode.Zhejiang,
            Crossing = SomeAlerts.Crossing(SomeAlerts.Morning, ProvinceCode.Jiangsu, ProvinceCode.Zhejiang),
        };
        await ApplyAsync(SomeAlerts.Amend(200, moved));
        Assert.Empty((await Store.ListAsync(new() { Province = ProvinceCode.Shanghai }, default)).Alerts);
        Assert.Single((await Store.ListAsync(new() { Province = ProvinceCode.Zhejiang }, default)).Alerts);
        Assert.Empty((await Store.ListAsync(new() { To = moved.Onset }, default)).Alerts);
    }

    [Fact]
    public async Task The_stream_after_a_pages_number_tells_everything_newer_than_the_page()
    {
        await ApplyAsync(SomeAlerts.Raise());
        var page = await Store.ListAsync(new(), default);
        Assert.Equal(1, page.Sequence);
        await ApplyAsync(SomeAlerts.Retract(200));
        Assert.Equal(AlertEventKind.Retracted, Assert.Single(await Store.EventsAfterAsync(page.Sequence, 10, default)).Kind);
    }

    [Fact]
    public async Task What_was_stored_is_announced_to_the_own_process()
    {
        var committed = new List<CommittedAlerts>();
        Store.Committed += committed.Add;
        await ApplyAsync(SomeAlerts.Raise());
        await ApplyAsync(SomeAlerts.Raise());
        await Store.HandleAsync(Id(SomeAlerts.Raise()), SomeAlerts.Step(HandlingAction.Acknowledge), default);
        Assert.Equal([(1, 0), (0, 1), (1, 0)], committed.Select(c => (c.Events.Count, c.Repetitions)));
        Assert.Equal(2, committed[2].Events[0].Sequence);
    }

    [Fact]
    public async Task One_at_a_time_has_the_right_to_relay_and_an_expired_right_passes_on()
    {
        static Instant At(int second) => SomeAlerts.Morning + TimeSpan.FromSeconds(second);
        Assert.Equal(0, await Store.TakeRelayAsync("alerts", "a", At(0), At(10), default));
        Assert.Null(await Store.TakeRelayAsync("alerts", "b", At(5), At(15), default));
        Assert.True(await Store.AdvanceRelayAsync("alerts", "a", 42, At(12), default));
        Assert.Equal(42, await Store.TakeRelayAsync("alerts", "a", At(8), At(18), default));
        Assert.Null(await Store.TakeRelayAsync("alerts", "b", At(17), At(27), default));
        Assert.Equal(42, await Store.TakeRelayAsync("alerts", "b", At(18), At(28), default));
        Assert.False(await Store.AdvanceRelayAsync("alerts", "a", 43, At(30), default));
        Assert.True(await Store.AdvanceRelayAsync("alerts", "b", 44, At(30), default));
        Assert.False(await Store.AdvanceRelayAsync("alerts", "b", 43, At(30), default));
        await Store.LeaveRelayAsync("alerts", "b", default);
        Assert.Equal(44, await Store.TakeRelayAsync("alerts", "c", At(20), At(30), default));
    }

    private static bool Answers(AlertQuery query, Alert alert) =>
        (query.Vehicle is null || query.Vehicle == alert.Vehicle)
        && (query.Rule is null || query.Rule == alert.Finding.Rule)
        && (query.Province is not { } province || province == alert.Finding.Crossing!.From || province == alert.Finding.Crossing.To)
        && (query.Severities.Count == 0 || query.Severities.Contains(alert.Finding.Severity))
        && (query.Statuses.Count == 0 || query.Statuses.Contains(alert.Status))
        && (query.From is not { } from || alert.Finding.Onset >= from)
        && (query.To is not { } to || alert.Finding.Onset < to);

    private protected static AlertId Id(AlertChange change) => AlertId.From(change.Vehicle, change.Change.Identity);

    private protected Task ApplyAsync(params AlertChange[] changes) => Store.ApplyAsync(changes, default);

    private async Task<List<AlertId>> PagesAsync(AlertQuery query)
    {
        var ids = new List<AlertId>();
        for (AlertCursor? after = null; ;)
        {
            var page = await Store.ListAsync(query with { After = after }, default);
            ids.AddRange(page.Alerts.Select(a => a.Id));
            if (page.Next is not { } next)
            {
                return ids;
            }

            Assert.Equal(query.Limit, page.Alerts.Count);
            Assert.True(AlertCursor.TryParse(next.ToString(), out var read));
            after = read;
        }
    }
}
