using System.Collections.Concurrent;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Intake;

/// <summary>Requests to load vehicles' states and to write them to hot state again, in turn with their reports. Called from any thread.</summary>
internal sealed class RefreshQueue
{
    /// <summary>
    /// The number of vehicles in one batch: loading that many, or rebuilding them from history, delays the reports queued after them by less than a second.
    /// </summary>
    public const int AtATime = 500;

    private readonly ConcurrentQueue<Refresh> _waiting = [];

    /// <summary>
    /// Completes when the states are stored; cancelled when the partition's session ends before, for any reason: the run may end with the request in flight,
    /// and then nothing is left to answer it.
    /// </summary>
    public Task AskAsync(PartitionSession session, IReadOnlyList<VehicleId> vehicles)
    {
        var refreshes = vehicles.Chunk(AtATime).Select(some => new Refresh(session, some)).ToList();
        refreshes.ForEach(_waiting.Enqueue);
        return Task.WhenAll(refreshes.Select(r => r.Done)).WaitAsync(session.Gone);
    }

    /// <summary>The next request whose partition is open and does not currently give vehicles to other partitions; null for none. The others wait.</summary>
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

/// <summary>One request.</summary>
internal sealed class Refresh(PartitionSession session, IReadOnlyList<VehicleId> vehicles)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PartitionSession Session => session;

    public IReadOnlyList<VehicleId> Vehicles => vehicles;

    public Task Done => _done.Task;

    public void Complete() => _done.TrySetResult();
}
