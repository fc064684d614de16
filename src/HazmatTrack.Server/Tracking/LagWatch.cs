using HazmatTrack.Server.Ingest;
using HazmatTrack.Server.Tracking.Partitions;

namespace HazmatTrack.Server.Tracking;

/// <summary>Measures now and then how far reading lies behind. The brokers are asked beside reading, which their answers would hold up.</summary>
internal sealed partial class LagWatch(
    BatchConsumer consumer, PartitionSessions sessions, IngestMetrics metrics, LostRecords lost, TimeProvider time, ILogger<LagWatch> log)
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10);

    private Task<IReadOnlyDictionary<int, (long Low, long High)>>? _asked;
    private IReadOnlyList<SkippedOffsets> _skipped = [];
    private long _askedAt;

    /// <summary>Takes what was answered, and asks when it is time. The reading thread's alone; does not block it.</summary>
    public void Look()
    {
        if (_asked is { IsCompleted: true } answered)
        {
            _asked = null;
            Take(answered);
        }

        if (_asked is null && time.GetElapsedTime(_askedAt) >= s_every && sessions.Open is { Count: > 0 } open)
        {
            _askedAt = time.GetTimestamp();
            _skipped = consumer.TakeSkipped();
            _asked = consumer.WatermarksAsync([.. open.Select(s => s.Partition)], s_every);
        }
    }

    private void Take(Task<IReadOnlyDictionary<int, (long Low, long High)>> answered)
    {
        if (!answered.IsCompletedSuccessfully)
        {
            LogNoLag(answered.Exception?.GetBaseException().Message ?? "it was given up");
            return;
        }

        // What lies before the first offset is gone; other holes are markers of transactions.
        foreach (var stretch in _skipped)
        {
            if (answered.Result.TryGetValue(stretch.Partition, out var mark))
            {
                lost.Note(stretch.Partition, stretch.From, Math.Min(stretch.To, mark.Low));
            }
        }

        foreach (var session in sessions.Open)
        {
            if (answered.Result.TryGetValue(session.Partition, out var mark))
            {
                metrics.Lag(session.Partition, Math.Max(0, mark.High - Math.Max(mark.Low, session.FlushedOffset + 1)));
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "The lag cannot be measured now: {Why}.")]
    private partial void LogNoLag(string why);
}
