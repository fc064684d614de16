using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Intake;

/// <summary>Handles partitions that this silo gives up, and their vehicles.</summary>
internal sealed partial class PositionIntake
{
    private void Forget(IReadOnlyList<int> partitions)
    {
        foreach (var partition in partitions)
        {
            _commits.Forget(partition);
            _ingest.LagGone(partition);
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
