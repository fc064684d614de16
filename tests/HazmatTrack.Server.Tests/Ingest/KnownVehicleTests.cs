using System.Runtime.CompilerServices;
using System.Text;
using HazmatTrack.Tracker.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>Vehicles stay known by their keys for as long as the process runs; what their partition held of them does not.</summary>
public sealed class KnownVehicleTests
{
    private static readonly byte[] s_key = Encoding.UTF8.GetBytes("苏E10001_2");

    [Fact]
    public void A_partition_that_has_left_takes_what_it_held_of_its_trucks_with_it()
    {
        var index = new VehicleIndex(TimeProvider.System);
        var (session, slot, history) = Read(index);
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(index.TryGet(s_key, out _));
        Assert.Equal((false, false, false), (session.IsAlive, slot.IsAlive, history.IsAlive));
    }

    [Fact]
    public async Task A_truck_has_one_slot_in_each_session_of_its_partition()
    {
        var index = new VehicleIndex(TimeProvider.System);
        index.TryGet(s_key, out var truck);
        index.TryGet(Encoding.UTF8.GetBytes("苏E10002_2"), out var other);
        using var first = Session();
        using var second = Session();
        await Task.WhenAll(first.Opening, second.Opening);
        var (one, two) = (truck!.SlotIn(first), other!.SlotIn(first));
        Assert.NotSame(one, two);
        Assert.Same(one, truck.SlotIn(first));
        Assert.NotSame(one, truck.SlotIn(second));
        Assert.Same(one, truck.SlotIn(first));
        Assert.Same(two, first.Slot(other.Id));
        Assert.Equal([one, two], first.Slots);
    }

    [Fact]
    public void Keys_of_trucks_that_have_not_reported_for_long_are_dropped_and_those_of_the_others_stay()
    {
        var index = new VehicleIndex(TimeProvider.System);
        byte[] Key(int truck) => Encoding.UTF8.GetBytes($"苏{"EFGH"[truck / 90_000]}{10_000 + (truck % 90_000)}_2");
        index.TryGet(Key(0), out var awake);
        index.TryGet(Key(1), out var asleep);
        for (var i = 2; i < 200_000; i++)
        {
            index.TryGet(Key(i), out _);
        }

        index.Trim(() => 100_000);
        Assert.Equal(200_000, index.Count);
        index.Trim(() => 1);
        index.TryGet(Key(0), out var again);
        Assert.Same(awake, again);
        Assert.Equal(1, index.Count);
        for (var i = 200_000; i < 310_000; i++)
        {
            index.TryGet(Key(i), out _);
        }

        index.Trim(() => 1);
        index.TryGet(Key(0), out again);
        Assert.Same(awake, again);
        Assert.True(index.TryGet(Key(1), out again));
        Assert.NotSame(asleep, again);
        Assert.Equal(asleep!.Id, again.Id);
    }

    /// <summary>Otherwise the keys of a fleet that reported once in a night would be held until another fleet comes.</summary>
    [Fact]
    public void Keys_of_trucks_that_sleep_are_dropped_though_no_others_come()
    {
        var clock = new FakeTimeProvider();
        var index = new VehicleIndex(clock);
        for (var i = 0; i < 180_000; i++)
        {
            index.TryGet(Encoding.UTF8.GetBytes($"苏{"EFGH"[i / 90_000]}{10_000 + (i % 90_000)}_2"), out _);
        }

        index.TryGet(s_key, out var asleep);
        index.Trim(() => 0);
        index.Trim(() => 0);
        clock.Advance(TimeSpan.FromMinutes(2));
        index.Trim(() => 0);
        index.TryGet(s_key, out var again);
        Assert.NotSame(asleep, again);
    }

    /// <summary>Apart, so that nothing of it lies on the test's own stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Session, WeakReference Slot, WeakReference History) Read(VehicleIndex index)
    {
        var history = new object();
        using var session = Session(history);
        SpinWait.SpinUntil(() => session.Opening.IsCompleted);
        Assert.True(index.TryGet(s_key, out var truck));
        var slot = truck.SlotIn(session);
        session.Drop();
        return (new(session), new(slot), new(history));
    }

    private static PartitionSession Session(object? history = null) => new(
        0,
        (_, _) =>
        {
            GC.KeepAlive(history);
            return Task.FromResult<Storage.History.IHistoryPartition>(null!);
        },
        v => new VehicleSlot(v, null!));
}
