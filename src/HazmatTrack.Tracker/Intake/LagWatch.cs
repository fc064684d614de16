using HazmatTrack.Domain;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Tracker.Partitions;
using HazmatTrack.Tracker.Reading;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Intake;

/// <summary>
/// Measures the consumer lag at intervals. The brokers are queried next to reading, because waiting for their answers would delay it. For a partition that
/// has been read to its end, time passes up to the newest receipt seen on any partition before the query; for a partition whose broker does not answer, time
/// does not pass.
/// </summary>
internal sealed partial class LagWatch(
    BatchConsumer consumer, PartitionSessions sessions, IngestClock clock, LagMetrics metrics, TrackingMetrics tracking, LostRecords lost, TimeProvider time,
    ILogger<LagWatch> log)
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10);

    /// <summary>The interval while a deadline waits for nothing else.</summary>
    private static readonly TimeSpan s_forDeadlines = TimeSpan.FromSeconds(1);

    private Task<IReadOnlyDictionary<int, (long Low, long High)>>? _asked;
    private IReadOnlyList<SkippedOffsets> _skipped = [];
    private long _askedAt;
    private Instant _askedNow;
    private Instant? _clock;

    /// <summary>Processes the answers and sends the next query when it is due. Called by the reading thread only; does not block it.</summary>
    public void Look()
    {
        lost.NotePassed();
        if (_asked is { IsCompleted: true } answered)
        {
            _asked = null;
            Take(answered);
        }

        if (_asked is null && time.GetElapsedTime(_askedAt) is var since && since >= s_forDeadlines
            && sessions.Open is { Count: > 0 } open && (since >= s_every || open.Any(IsWaitedFor)))
        {
            (_askedAt, _askedNow, _clock) = (time.GetTimestamp(), Instant.From(time.GetUtcNow()), clock.Now);
            _skipped = consumer.TakeSkipped();
            _asked = consumer.WatermarksAsync([.. open.Select(s => s.Partition)], AdminAnswers.Patience).WithinPatienceAsync(time, CancellationToken.None);
        }
    }

    /// <summary>The partition is read no more, or by another silo.</summary>
    public void Forget(int partition) => metrics.Gone(partition);

    private bool IsWaitedFor(PartitionSession session) =>
        clock.Now is { } now && !(session.Watermark >= now) && session.Deadlines.IsAnyDue(now);

    private void Take(Task<IReadOnlyDictionary<int, (long Low, long High)>> answered)
    {
        if (!answered.IsCompletedSuccessfully)
        {
            LogNoLag(answered.Exception?.GetBaseException().Message ?? "it was given up");
            return;
        }

        // Records before the first offset are gone; other holes are transaction markers.
        foreach (var stretch in _skipped)
        {
            if (answered.Result.TryGetValue(stretch.Partition, out var mark) && sessions.Find(stretch.Partition) is { } session)
            {
                lost.LeftOut(session, stretch.From, Math.Min(stretch.To, mark.Low));
            }
        }

        foreach (var session in sessions.Open)
        {
            if (answered.Result.TryGetValue(session.Partition, out var mark))
            {
                var waiting = Math.Max(0, mark.High - Math.Max(mark.Low, session.FlushedOffset + 1));
                metrics.Measured(session.Partition, waiting, session.Waits(waiting, _askedNow));
                session.Pass(_clock, mark.Low, mark.High);
            }

            tracking.Waits(session, Instant.From(time.GetUtcNow()));
        }
    }

    [LoggerMessage(LogLevel.Debug, "The lag cannot be measured now: {Why}.")]
    private partial void LogNoLag(string why);
}
