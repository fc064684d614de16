using CsCheck;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Testing.Alerts;

namespace HazmatTrack.Storage.Tests.Alerts;

/// <summary>A store of before, and the events that were delivered since.</summary>
public abstract partial class AlertStoreTests
{
    private const string Relay = "alerts";

    [Fact]
    public async Task A_store_from_a_backup_gets_back_what_was_delivered_since_then() => await ChangeSequences.Lives.SampleAsync(
        async life =>
        {
            // Two stores that live the same, of which the second stops somewhere.
            await using var whole = await OpenEmptyAsync();
            await using var restored = await OpenEmptyAsync();
            var batches = ChangeSequences.BatchesOf(life).ToList();
            var cut = batches.Count / 2;
            for (var i = 0; i < batches.Count; i++)
            {
                await whole.ApplyAsync(batches[i], default);
                if (i < cut)
                {
                    await restored.ApplyAsync(batches[i], default);
                }
            }

            var delivered = await whole.EventsAfterAsync(0, 10_000, default);
            if (delivered.Count == 0)
            {
                return;
            }

            // In pages, of which one comes twice, as after a crash on the way.
            var (had, last) = ((await restored.LastEventAsync(default)).Last, delivered[^1].Sequence);
            var pages = delivered.Chunk(7).ToList();
            await restored.RestoreAsync(pages[^1], default);
            var count = 0;
            foreach (var page in pages)
            {
                count += await restored.RestoreAsync(page, default);
            }

            Assert.Equal(last - had, count);
            var numbers = delivered.Select(e => e.Sequence).ToHashSet();
            Assert.Equal(last > had, await restored.EndRestoreAsync(Relay, numbers, default));
            Assert.False(await restored.EndRestoreAsync(Relay, numbers, default));
            Assert.Equal(delivered.Select(SomeAlerts.Told), (await restored.EventsAfterAsync(0, 10_000, default)).Select(SomeAlerts.Told));
            Assert.Equal((await whole.CountOpenAsync(default)).Open, (await restored.CountOpenAsync(default)).Open);
            foreach (var alert in delivered.GroupBy(e => e.Alert.Id, (_, of) => of.Last().Alert).Where(a => a.Cause.Offset >= 0))
            {
                var reach = await restored.ReachAsync(alert.Vehicle, alert.Cause.Incarnation, alert.Cause.Partition, default);
                Assert.True(reach >= alert.Cause.Offset, $"{alert.Id} rests on offset {alert.Cause.Offset}, and its vehicle reaches to {reach}.");
            }

            // How far in the log an alert was confirmed without an event is not on the topic: by their reach the vehicles are evaluated again.
            var query = new AlertQuery { Limit = 1000 };
            var (expected, found) = (await whole.ListAsync(query, default), await restored.ListAsync(query, default));
            Assert.Equal(expected.Alerts.Select(Content).Order(StringComparer.Ordinal), found.Alerts.Select(Content).Order(StringComparer.Ordinal));
            Assert.Equal(0, await restored.RestoreAsync([.. delivered], default));
        },
        iter: 15,
        threads: 1);

    private static string Content(Alert alert) => $"{alert.Id} {alert.Revision} {alert.Status} {SomeAlerts.Told(alert.Finding)}";

    [Fact]
    public async Task After_a_restore_no_event_gets_a_number_that_may_have_been_shown()
    {
        await ApplyAsync(SomeAlerts.Raise());
        var known = (await Store.EventsAfterAsync(0, 10, default))[0];
        var other = SomeAlerts.Raise(200, vehicle: SomeAlerts.OtherTruck);
        var delivered = AlertStateMachine.After(null, other)!.Event! with { Sequence = 7 };
        Assert.Equal(1, await Store.RestoreAsync([known, delivered], default));
        await Store.EndRestoreAsync(Relay, new HashSet<long> { 1, 7, 8 }, default);
        await ApplyAsync(SomeAlerts.Retract(300));
        Assert.Equal([1, 7, 8 + AlertStore.NumbersLeftOut + 1], (await Store.EventsAfterAsync(0, 10, default)).Select(e => e.Sequence));

        // The relay does not deliver again what the topic has.
        var now = SomeAlerts.Morning;
        Assert.Equal(8 + AlertStore.NumbersLeftOut, await Store.TakeRelayAsync(Relay, "me", now, now + TimeSpan.FromSeconds(1), default));
    }

    /// <summary>The topic has an order within a vehicle alone: what is restored first may be the newest.</summary>
    [Fact]
    public async Task Where_a_restore_has_not_ended_the_next_one_begins_where_that_one_did()
    {
        await ApplyAsync(SomeAlerts.Raise());
        var before = await Store.LastEventAsync(default);
        var delivered = AlertStateMachine.After(null, RaisedAt(3))!.Event!;
        await Store.RestoreAsync([delivered with { Sequence = 9, At = delivered.At + TimeSpan.FromHours(9) }], default);
        Assert.Equal(before, await Store.LastEventAsync(default));
    }

    [Fact]
    public async Task A_restore_that_was_interrupted_has_its_places_until_it_ends()
    {
        await ApplyAsync(RaisedAt(1));
        var delivered = AlertStateMachine.After(null, RaisedAt(3))!.Event! with { Sequence = 8 };
        RestorePlaces Places(long had, long next) => new(Relay, had, new Dictionary<int, RestoredTo> { [2] = new(next, 9) });
        await Store.RestoreAsync([delivered], Places(1, 40), default);

        // Of another process that is behind, and of one that has looked before the first event was stored.
        await Store.RestoreAsync([delivered], Places(1, 30), default);
        await Store.RestoreAsync([delivered], Places(0, 50), default);
        var (partition, place) = Assert.Single(await Store.RestoredToAsync(Relay, 1, default));
        Assert.Equal((2, new RestoredTo(40, 9)), (partition, place));
        Assert.Empty(await Store.RestoredToAsync(Relay, 2, default));
        Assert.Empty(await Store.RestoredToAsync("another", 1, default));
        Assert.Equal((1L, (long?)8L), await Store.StoredAfterAsync(1, default));

        // Event 8 was read by the attempt before, and is on the topic.
        Assert.True(await Store.EndRestoreAsync(Relay, new HashSet<long> { 1, 9 }, default));
        Assert.Empty(await Store.RestoredToAsync(Relay, 1, default));
        var now = SomeAlerts.Morning;
        Assert.Equal(9 + AlertStore.NumbersLeftOut, await Store.TakeRelayAsync(Relay, "me", now, now + TimeSpan.FromSeconds(1), default));
    }

    [Fact]
    public async Task An_event_that_was_stored_and_never_delivered_is_delivered_after_a_restore()
    {
        await ApplyAsync(SomeAlerts.Raise(), SomeAlerts.Raise(200, vehicle: SomeAlerts.OtherTruck));
        var delivered = AlertStateMachine.After(null, RaisedAt(3))!.Event! with { Sequence = 3 };
        await Store.RestoreAsync([delivered], default);

        // Of the page before the backup the first event is on the topic, and the second is not.
        await Store.EndRestoreAsync(Relay, new HashSet<long> { 1, 3 }, default);
        var now = SomeAlerts.Morning;
        Assert.Equal(1, await Store.TakeRelayAsync(Relay, "me", now, now + TimeSpan.FromSeconds(1), default));
    }

    [Fact]
    public async Task An_alert_is_found_by_its_id_though_the_topic_no_longer_has_its_first_event()
    {
        var first = AlertStateMachine.After(null, RaisedAt(1))!.Event!;
        var acknowledged = AlertStateMachine.After(first.Alert, SomeAlerts.Step(HandlingAction.Acknowledge)).Event! with { Sequence = 12 };
        await Store.RestoreAsync([acknowledged], default);
        await Store.EndRestoreAsync(Relay, new HashSet<long> { 12 }, default);
        Assert.Equal(AlertStatus.Acknowledged, (await Store.FindAsync(first.Alert.Id, default))!.Status);
        var open = (await Store.CountOpenAsync(default)).Open;
        Assert.Equal(1, open.Notice + open.Yellow + open.Orange + open.Red);
        Assert.Null((await Store.HandleAsync(first.Alert.Id, SomeAlerts.Step(HandlingAction.Handle), default)).Conflict);
    }

    [Fact]
    public async Task What_somebody_did_with_an_alert_meanwhile_does_not_stop_a_restore()
    {
        // A process that went on while the database was restored has given number 2 to a step that the topic does not have.
        await ApplyAsync(RaisedAt(1));
        var alert = (await Store.EventsAfterAsync(0, 1, default))[0].Alert;
        var delivered = AlertStateMachine.After(alert, SomeAlerts.Step(HandlingAction.Assign, assignee: "王警官")).Event! with { Sequence = 5 };
        await Store.HandleAsync(alert.Id, SomeAlerts.Step(HandlingAction.Acknowledge), default);
        await Store.RestoreAsync([delivered], default);
        await Store.EndRestoreAsync(Relay, new HashSet<long> { 5 }, default);
        Assert.Equal(AlertStatus.Acknowledged, (await Store.FindAsync(alert.Id, default))!.Status);
        await ApplyAsync(RaisedAt(9));
        Assert.Equal(5 + AlertStore.NumbersLeftOut + 1, (await Store.LastEventAsync(default)).Last);
    }

    /// <summary>A process goes on while a replica takes over that lacks what was committed last.</summary>
    [Fact]
    public async Task On_another_timeline_numbers_are_left_out_once_and_owners_of_before_apply_nothing()
    {
        await ApplyAsync(RaisedAt(1));
        var before = (await Store.TakeOverAsync(1, 3, -1, default)).Owner;
        await ExecuteAsync("update alert_counter set timeline = timeline + 7");
        Assert.Equal(3, (await Assert.ThrowsAsync<FencedException>(() => Store.ApplyAsync([RaisedAt(2)], [before], default))).Partition);
        Assert.Equal(1, (await Store.EventRangeAsync(default)).Last);

        var alert = (await Store.EventsAfterAsync(0, 1, default))[0].Alert.Id;
        await Store.HandleAsync(alert, SomeAlerts.Step(HandlingAction.Acknowledge), default);
        await ApplyAsync(RaisedAt(2));
        Assert.Equal(
            [1, AlertStore.NumbersLeftOut + 2, AlertStore.NumbersLeftOut + 3], (await Store.EventsAfterAsync(0, 10, default)).Select(e => e.Sequence));
        await Assert.ThrowsAsync<FencedException>(() => Store.ApplyAsync([RaisedAt(4)], [before], default));

        // Take-overs may be missing as well: their epochs are not given again.
        var after = (await Store.TakeOverAsync(1, 3, -1, default)).Owner;
        Assert.True(after.Epoch > before.Epoch + DatabaseTimeline.Epochs, $"epoch {after.Epoch} after {before.Epoch}");
        await Store.ApplyAsync([RaisedAt(4)], [after], default);
        Assert.Equal(AlertStore.NumbersLeftOut + 4, (await Store.EventRangeAsync(default)).Last);
    }

    [Fact]
    public async Task A_process_that_starts_on_another_timeline_replaces_the_owners_that_go_on()
    {
        await ApplyAsync(RaisedAt(1));
        var before = (await Store.TakeOverAsync(1, 3, -1, default)).Owner;
        await ExecuteAsync("update alert_counter set timeline = timeline + 7");
        Assert.False(await Store.EndRestoreAsync(Relay, new HashSet<long> { 1 }, default));
        await Assert.ThrowsAsync<FencedException>(() => Store.ApplyAsync([RaisedAt(2)], [before], default));
        await ApplyAsync(RaisedAt(2));
        Assert.Equal(AlertStore.NumbersLeftOut + 2, (await Store.EventRangeAsync(default)).Last);
    }

    [Fact]
    public async Task A_store_does_without_a_restore_where_nothing_shows_that_it_is_older_and_leaves_numbers_out()
    {
        await ApplyAsync(RaisedAt(1));
        await Store.EndRestoreAsync(Relay, new HashSet<long> { 1 }, default);
        Assert.False(await Store.TryDoWithoutRestoreAsync(2, default));
        Assert.Equal(1, (await Store.EventRangeAsync(default)).Last);
        Assert.True(await Store.TryDoWithoutRestoreAsync(1, default));
        Assert.True(await Store.TryDoWithoutRestoreAsync(0, default));
        await ApplyAsync(RaisedAt(2));
        Assert.Equal(1 + (2 * AlertStore.NumbersLeftOut) + 1, (await Store.LastEventAsync(default)).Last);

        await ExecuteAsync("update alert_counter set timeline = timeline + 7");
        Assert.False(await Store.TryDoWithoutRestoreAsync(0, default));
    }

    [Fact]
    public async Task Of_records_that_are_gone_the_vehicles_are_known_whose_alerts_rest_on_one_of_them()
    {
        AlertChange Raise(long offset, VehicleId vehicle) =>
            SomeAlerts.Raise(offset, SomeAlerts.Finding(SomeAlerts.Morning), vehicle) with { Cause = new(1, 3, offset), EvaluatedTo = SomeAlerts.Morning };
        await ApplyAsync(Raise(7, SomeAlerts.Truck), Raise(9, SomeAlerts.OtherTruck));
        await Store.LoseRecordsAsync(1, 3, after: 5, before: 9, default);
        Assert.Equal([SomeAlerts.Truck], (await Store.BeyondEndedLogsAsync(default)).Keys);
        Assert.Equal([SomeAlerts.OtherTruck], (await Store.TakeOverAsync(1, 3, 5, default)).BeyondHistory.Keys);
    }

    private static AlertChange RaisedAt(int hour) => SomeAlerts.Raise(hour, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromHours(hour)));
}
