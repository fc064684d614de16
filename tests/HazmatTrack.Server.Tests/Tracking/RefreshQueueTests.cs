using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Testing;
using HazmatTrack.Tracker.Intake;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Server.Tests.Tracking;

public sealed class RefreshQueueTests : IDisposable
{
    private static readonly VehicleId[] s_vehicles = [new("沪A12345", PlateColour.Yellow)];

    private readonly RefreshQueue _queue = new();
    private readonly PartitionSession _session = new(3, (_, _) => Task.FromResult<IHistoryPartition>(null!), _ => throw new InvalidOperationException());

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task Who_asked_is_told_when_it_is_done()
    {
        await _session.Opening;
        var asked = _queue.AskAsync(_session, s_vehicles);
        var refresh = _queue.Take()!;
        Assert.Equal(s_vehicles, refresh.Vehicles);
        Assert.False(asked.IsCompleted);
        refresh.Complete();
        await asked.WaitAsync(Patience.For(10));
    }

    [Fact]
    public async Task Who_asked_does_not_wait_for_a_run_that_ended_with_the_wish_in_flight()
    {
        await _session.Opening;
        var asked = _queue.AskAsync(_session, s_vehicles);
        Assert.NotNull(_queue.Take());
        _session.Drop();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.WaitAsync(Patience.For(10)));
    }

    [Fact]
    public async Task A_partition_that_is_not_open_yet_holds_up_no_other()
    {
        var opening = new TaskCompletionSource<IHistoryPartition>();
        using var closed = new PartitionSession(4, (_, _) => opening.Task, _ => throw new InvalidOperationException());
        _ = _queue.AskAsync(closed, s_vehicles);
        await _session.Opening;
        _ = _queue.AskAsync(_session, s_vehicles);
        Assert.Same(_session, _queue.Take()!.Session);
        Assert.Null(_queue.Take());
        opening.SetResult(null!);
        await closed.Opening;
        Assert.Same(closed, _queue.Take()!.Session);
    }

    [Fact]
    public async Task A_wish_for_a_whole_fleet_is_taken_some_at_a_time()
    {
        await _session.Opening;
        var fleet = Enumerable.Range(10_000, (2 * RefreshQueue.AtATime) + 1).Select(i => new VehicleId($"沪A{i}", PlateColour.Yellow)).ToList();
        var asked = _queue.AskAsync(_session, fleet);
        var taken = new List<VehicleId>();
        while (_queue.Take() is { } refresh)
        {
            Assert.False(asked.IsCompleted);
            Assert.InRange(refresh.Vehicles.Count, 1, RefreshQueue.AtATime);
            taken.AddRange(refresh.Vehicles);
            refresh.Complete();
        }

        Assert.Equal(fleet, taken);
        await asked.WaitAsync(Patience.For(10));
    }

    [Fact]
    public async Task Who_asks_for_a_partition_that_is_gone_is_told_so_at_once()
    {
        _session.Drop();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _queue.AskAsync(_session, s_vehicles).WaitAsync(Patience.For(10)));
        Assert.Null(_queue.Take());
    }
}
