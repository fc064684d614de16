using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing.Alerts;

namespace HazmatTrack.Storage.Tests.Alerts;

/// <summary>How far alerts are in which log, and who applies them.</summary>
public abstract partial class AlertStoreTests
{
    [Fact]
    public async Task How_far_a_vehicles_alerts_are_in_the_log_counts_retracted_ones_and_no_other_place()
    {
        Finding At(int minute) => SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromMinutes(minute));
        await ApplyAsync(SomeAlerts.Raise(1, At(1)), SomeAlerts.Raise(2, At(5)), SomeAlerts.Retract(7, At(5)),
            SomeAlerts.Raise(9, At(1), SomeAlerts.OtherTruck));
        var log = SomeAlerts.Raise().Cause;
        Assert.Equal(7, await Store.ReachAsync(SomeAlerts.Truck, log.Incarnation, log.Partition, default));
        Assert.Equal(-1, await Store.ReachAsync(SomeAlerts.Truck, log.Incarnation + 1, log.Partition, default));
        Assert.Equal(-1, await Store.ReachAsync(SomeAlerts.Truck, log.Incarnation, log.Partition + 1, default));

        async Task<IReadOnlyDictionary<VehicleId, long>> AheadAsync(LogPosition of) =>
            (await Store.TakeOverAsync(of.Incarnation, of.Partition, of.Offset, default)).BeyondHistory;
        Assert.Equal(new Dictionary<VehicleId, long> { [SomeAlerts.Truck] = 7, [SomeAlerts.OtherTruck] = 9 }, await AheadAsync(log with { Offset = 6 }));
        Assert.Equal([SomeAlerts.OtherTruck], (await AheadAsync(log with { Offset = 7 })).Keys);
        Assert.Empty(await AheadAsync(log with { Offset = 9 }));
        Assert.Empty(await AheadAsync(new(log.Incarnation + 1, log.Partition, -1)));
        Assert.Empty(await AheadAsync(new(log.Incarnation, log.Partition + 1, -1)));

        // Told again, after what was read later: it reaches as far as before.
        await ApplyAsync(SomeAlerts.Raise(3, At(8)));
        Assert.Equal(7, await Store.ReachAsync(SomeAlerts.Truck, log.Incarnation, log.Partition, default));
    }

    [Fact]
    public async Task Of_an_ended_log_the_vehicles_are_known_whose_alerts_rest_on_reports_that_history_does_not_have()
    {
        Finding At(int minute) => SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromMinutes(minute));
        await ApplyAsync(
            SomeAlerts.Raise(7, At(1)) with { Cause = new(1, 3, 7), EvaluatedTo = At(2).Onset },
            SomeAlerts.Raise(9, At(2), SomeAlerts.OtherTruck) with { Cause = new(1, 3, 9), EvaluatedTo = At(5).Onset },
            SomeAlerts.Raise(1, At(3)) with { Cause = new(2, 3, 1), EvaluatedTo = At(4).Onset });
        Assert.Empty(await Store.BeyondEndedLogsAsync(default));
        for (var time = 0; time < 2; time++)
        {
            await Store.EndLogAsync(1, 3, 7, default);
            await Store.EndLogAsync(1, 4, 100, default);
            Assert.Equal(new Dictionary<VehicleId, Instant> { [SomeAlerts.OtherTruck] = At(5).Onset }, await Store.BeyondEndedLogsAsync(default));
        }

        Assert.Equal([SomeAlerts.Truck], (await Store.TakeOverAsync(2, 3, 0, default)).BeyondHistory.Keys);
        await Store.SettleAsync([SomeAlerts.Truck], default);
        Assert.NotEmpty(await Store.BeyondEndedLogsAsync(default));
        await Store.SettleAsync([SomeAlerts.OtherTruck, SomeAlerts.Truck], default);
        Assert.Empty(await Store.BeyondEndedLogsAsync(default));
        Assert.Equal([SomeAlerts.Truck], (await Store.TakeOverAsync(2, 3, 0, default)).BeyondHistory.Keys);
    }

    [Fact]
    public async Task Only_the_newest_owner_of_a_partition_tells_of_its_vehicles()
    {
        await using var other = await OpenAsync();
        var first = (await Store.TakeOverAsync(1, 0, -1, default)).Owner;
        var beside = (await Store.TakeOverAsync(1, 1, -1, default)).Owner;
        await Store.ApplyAsync([SomeAlerts.Raise(1)], [first, beside], default);
        var second = (await other.TakeOverAsync(1, 0, -1, default)).Owner;
        var fenced = await Assert.ThrowsAsync<FencedException>(() => Store.ApplyAsync([SomeAlerts.Retract(2)], [beside, first], default));
        Assert.Equal(0, fenced.Partition);
        Assert.Equal(1, (await Store.EventRangeAsync(default)).Last);
        await Store.ApplyAsync([SomeAlerts.Retract(3)], [beside], default);
        await other.ApplyAsync([SomeAlerts.Raise(4)], [second], default);
        Assert.Equal(3, (await Store.EventRangeAsync(default)).Last);
    }
}
