using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Tracker.Reading;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Intake;

/// <summary>
/// Evaluates vehicles whose deadline the watermark of their partition has passed, in batches of their own between those of reports: after everything that was
/// read before, a few vehicles at a time and one batch at a time, so that they delay no reports. Used by the reading thread only.
/// </summary>
internal sealed class Ticks(PartitionSessions sessions, BatchBuilder reader, TrackingMetrics metrics)
{
    private const int AtATime = 256;

    private Task _last = Task.CompletedTask;

    /// <summary>The next batch; null for none.</summary>
    /// <param name="isRead">Whether everything that was read of a partition has been passed on.</param>
    public PositionBatch? Next(Func<PartitionSession, bool> isRead)
    {
        if (!_last.IsCompleted)
        {
            return null;
        }

        var (dues, left) = (new List<(PartitionSession, List<(VehicleId, Instant)>)>(), AtATime);
        foreach (var session in sessions.Open)
        {
            if (left > 0 && session.Watermark is { } watermark && session.Deadlines.IsAnyDue(watermark) && isRead(session))
            {
                var due = new List<(VehicleId, Instant)>();
                session.Deadlines.TakeDue(watermark, left, due);
                left -= due.Count;
                if (due.Count > 0)
                {
                    dues.Add((session, due));
                }
            }
        }

        if (dues.Count == 0)
        {
            return null;
        }

        metrics.Ticked(AtATime - left);
        var batch = reader.Tick(dues);
        _last = batch.Done;
        return batch;
    }
}
