using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;

namespace HazmatTrack.Tracker.Intake;

/// <summary>
/// Commits, now and then, how far each partition is stored. What the group refuses while partitions move, or the broker did not take, stays and is
/// committed with the next try, even where no more is read. The reading thread's alone.
/// </summary>
/// <param name="commit">Commits, for each partition, the offset to read next. False when the group does not let it.</param>
/// <param name="health">Told whether it works.</param>
/// <param name="metrics">Told how long it took.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where failures are logged.</param>
internal sealed partial class OffsetCommitter(
    Func<IEnumerable<(int Partition, long Next)>, bool> commit, TrackingHealth health, TrackingMetrics metrics, TimeProvider time, ILogger log)
{
    private const string What = "Committing offsets";
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<int, long> _next = [];
    private long _triedAt;

    /// <summary>Everything of a partition before this offset is stored.</summary>
    public void Stored(int partition, long next) => _next[partition] = next;

    /// <summary>The partition is another silo's now.</summary>
    public void Forget(int partition) => _next.Remove(partition);

    /// <summary>Commits what there is, if it is time.</summary>
    /// <param name="now">Whether it is time in any case.</param>
    public void Commit(bool now)
    {
        if (_next.Count == 0 || (!now && time.GetElapsedTime(_triedAt) < s_every))
        {
            return;
        }

        _triedAt = time.GetTimestamp();
        try
        {
            if (commit(_next.Select(n => (n.Key, n.Value))))
            {
                _next.Clear();
            }

            health.Works(What);
        }
        catch (Confluent.Kafka.KafkaException e)
        {
            // What is stored and not committed is read again and known again: nothing is lost by going on.
            health.Fails(What, e.Message);
            LogNotCommitted(e.Message);
        }

        metrics.Stage("commit", time.GetElapsedTime(_triedAt));
    }

    [LoggerMessage(LogLevel.Warning, "Offsets were not committed ({Why}); what they cover is stored, and would be read again.")]
    private partial void LogNotCommitted(string why);
}
