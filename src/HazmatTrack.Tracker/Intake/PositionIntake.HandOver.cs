using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Intake;

/// <summary>Hands over partitions that this silo gives up: stores what is read of them, and releases their vehicles.</summary>
internal sealed partial class PositionIntake
{
    /// <summary>How long the batches of a partition that is given up may take to be stored. The group waits for five minutes.</summary>
    private static readonly TimeSpan s_handOver = TimeSpan.FromSeconds(60);

    void IPartitionListener.Revoked(IReadOnlyList<int> partitions)
    {
        if (!Finish(s_handOver))
        {
            LogNotFinished(string.Join(',', partitions), s_handOver);
        }

        if (_pipeline.Fault is null)
        {
            CommitDone(now: true);
        }

        Forget(partitions);
    }

    void IPartitionListener.Lost(IReadOnlyList<int> partitions) => Forget(partitions);

    /// <summary>
    /// Waits until everything in flight is stored. Returns false where that takes longer than allowed, and true also where the pipeline has ended.
    /// </summary>
    private bool Finish(TimeSpan patience)
    {
        var (begun, stored) = (_time.GetTimestamp(), Task.WhenAll(_inFlight.Select(b => b.Done)));
        while (true)
        {
            Task[] any = Feed() ? [stored, _pipeline.Ended] : [stored, _pipeline.Ended, _pipeline.RoomAsync(CancellationToken.None)];
            var left = patience - _time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero || Task.WaitAny(any, left) < 0)
            {
                return false;
            }

            if (stored.IsCompleted || _pipeline.Ended.IsCompleted || _pipeline.Fault is not null)
            {
                return true;
            }
        }
    }

    private void Forget(IReadOnlyList<int> partitions)
    {
        foreach (var partition in partitions)
        {
            _commits.Forget(partition);
            _lag.Forget(partition);
            _metrics.Gone(partition);
            if (_sessions.Find(partition) is { } session)
            {
                End(session, release: !_stop.IsCancellationRequested);
            }
        }

        _metrics.Owns(_sessions.All.Count);
    }

    private void End(PartitionSession session, bool release)
    {
        session.Drop();
        _sessions.Remove(session);
        if (release && session.Opening.IsCompletedSuccessfully)
        {
            _ = ReleaseAsync(session.Owner, [.. session.Slots]);
        }
    }

    /// <summary>
    /// Releases the grains, so that they activate in the silo of their next owner. Without it they would still be found, only further away.
    /// </summary>
    private async Task ReleaseAsync(Ownership owner, VehicleSlot[] slots)
    {
        try
        {
            foreach (var some in slots.Chunk(512))
            {
                await Task.WhenAll(some.Select(s => s.Grain.ReleaseAsync(owner).AsTask()));
            }
        }
        catch (Exception e)
        {
            LogNotReleased(e, owner.Partition);
        }
    }
}
