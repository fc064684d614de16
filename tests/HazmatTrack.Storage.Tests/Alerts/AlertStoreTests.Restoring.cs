using CsCheck;
using HazmatTrack.Domain.Alerts;
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

            // The last ones twice, as after a crash of the relay.
            var (had, last) = ((await restored.LastEventAsync(default)).Last, delivered[^1].Sequence);
            AlertEvent[] topic = [.. delivered, .. delivered.Skip(delivered.Count - 2)];
            Assert.Equal(last - had, await restored.RestoreAsync(Relay, last, topic, default));
            Assert.Equal(delivered.Select(SomeAlerts.Told), (await restored.EventsAfterAsync(0, 10_000, default)).Select(SomeAlerts.Told));
            var query = new AlertQuery { Limit = 1000 };
            Assert.Equal(
                (await whole.ListAsync(query, default)).Alerts.Select(SomeAlerts.Told),
                (await restored.ListAsync(query, default)).Alerts.Select(SomeAlerts.Told));
            Assert.Equal((await whole.CountOpenAsync(default)).Open, (await restored.CountOpenAsync(default)).Open);
            foreach (var alert in (await whole.ListAsync(query, default)).Alerts)
            {
                Assert.Equal(
                    await whole.ReachAsync(alert.Vehicle, alert.Cause.Incarnation, alert.Cause.Partition, default),
                    await restored.ReachAsync(alert.Vehicle, alert.Cause.Incarnation, alert.Cause.Partition, default));
            }

            // The log is read again from where history ends: nothing is new.
            foreach (var batch in batches.Skip(cut))
            {
                await restored.ApplyAsync(batch, default);
            }

            Assert.Equal(delivered.Count, (await restored.EventsAfterAsync(0, 10_000, default)).Count);
            Assert.Equal(0, await restored.RestoreAsync(Relay, last, topic, default));
        },
        iter: 15,
        threads: 1);

    [Fact]
    public async Task After_a_restore_no_event_gets_a_number_that_may_have_been_shown()
    {
        await ApplyAsync(SomeAlerts.Raise());
        var known = (await Store.EventsAfterAsync(0, 10, default))[0];
        var other = SomeAlerts.Raise(200, vehicle: SomeAlerts.OtherTruck);
        var delivered = AlertStateMachine.After(null, other)!.Event! with { Sequence = 7 };
        Assert.Equal(1, await Store.RestoreAsync(Relay, 8, [known, delivered], default));
        await ApplyAsync(SomeAlerts.Retract(300));
        Assert.Equal([1, 7, 8 + AlertStore.NumbersLeftOut + 1], (await Store.EventsAfterAsync(0, 10, default)).Select(e => e.Sequence));

        // The relay does not deliver again what the topic has.
        var now = SomeAlerts.Morning;
        Assert.Equal(8 + AlertStore.NumbersLeftOut, await Store.TakeRelayAsync(Relay, "me", now, now + TimeSpan.FromSeconds(1), default));
    }

    [Fact]
    public async Task A_restore_that_fails_on_the_way_leaves_the_store_as_it_was()
    {
        await ApplyAsync(SomeAlerts.Raise());
        IEnumerable<AlertEvent> Broken()
        {
            for (var i = 0; i < 600; i++)
            {
                var raised = SomeAlerts.Raise(i, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromHours(1 + i)));
                yield return AlertStateMachine.After(null, raised)!.Event! with { Sequence = 2 + i };
            }

            throw new IOException("The brokers are gone.");
        }

        await Assert.ThrowsAsync<IOException>(() => Store.RestoreAsync(Relay, 700, Broken(), default));
        Assert.Equal(1, (await Store.LastEventAsync(default)).Last);
        Assert.Single((await Store.ListAsync(new() { Limit = 1000 }, default)).Alerts);
    }
}
