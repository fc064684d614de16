using System.Collections.Concurrent;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Intake;

/// <summary>Wishes to have vehicles' states loaded and written to hot state again, in turn with their reports. Asked from any thread.</summary>
internal sealed class RefreshQueue
{
    /// <summary>Vehicles in one batch: loading so many, or building them again from history, holds up the reports behind them for less than a second.</summary>
    public const int AtATime = 500;

    private readonly ConcurrentQueue<Refresh> _waiting = [];

    /// <summary>
    /// Done when the states are stored; cancelled when the partition's session ends before, however it ends: the run may be over with the wish in
    /// flight, and then nobody is left to answer it.
    /// </summary>
    public Task AskAsync(PartitionSession session, IReadOnlyList<VehicleId> vehicles)
    {
        var refreshes = vehicles.Chunk(AtATime).Select(some => new Refresh(session, some)).ToList();
        refreshes.ForEach(_waiting.Enqueue);
        return Task.WhenAll(refreshes.Select(r => r.Done)).WaitAsync(session.Gone);
    }

    /// <summary>
    /// The next wish whose partition is open and gives no vehicles to other partitions at the moment; null for none. The others wait.
    /// </summary>
    public Refresh? Take()
    {
        for (var left = _waiting.Count; left > 0 && _waiting.TryDequeue(out var refresh); left--)
        {
            if (refresh.Session.IsOpening || refresh.Session.Moving is not null)
            {
                _waiting.Enqueue(refresh);
            }
            else if (!refresh.Session.IsDropped)
            {
                return refresh;
            }
        }

        return null;
    }
}

/// <summary>One wish.</summary>
internal sealed class Refresh(PartitionSession session, IReadOnlyList<VehicleId> vehicles)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PartitionSession Session => session;

    public IReadOnlyList<VehicleId> Vehicles => vehicles;

    public Task Done => _done.Task;

    public void Complete() => _done.TrySetResult();
}
