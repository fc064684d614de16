using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;

namespace HazmatTrack.Tracker.Intake;

/// <summary>
/// Commits at intervals the offset up to which each partition is stored. An offset that the group refuses while partitions move, or that the broker did not
/// take, is kept and committed with the next attempt, even where no more is read. Used by the reading thread only.
/// </summary>
/// <param name="commit">Commits, for each partition, the offset to read next. Returns false when the group does not allow it.</param>
/// <param name="health">Receives whether commits succeed.</param>
/// <param name="metrics">Receives how long a commit took.</param>
internal sealed partial class OffsetCommitter(
    Func<IEnumerable<(int Partition, long Next)>, bool> commit, TrackingHealth health, TrackingMetrics metrics, TimeProvider time, ILogger log)
{
    private const string What = "Committing offsets";
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<int, long> _next = [];
    private long _triedAt;

    /// <summary>Records that everything of a partition before this offset is stored.</summary>
    public void Stored(int partition, long next) => _next[partition] = next;

    /// <summary>Removes a partition that another silo has now.</summary>
    public void Forget(int partition) => _next.Remove(partition);

    /// <summary>Commits the pending offsets if a commit is due.</summary>
    /// <param name="now">Whether to commit regardless of the interval.</param>
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
            // What is stored but not committed is read again and recognised: nothing is lost by continuing.
            health.Fails(What, e.Message);
            LogNotCommitted(e.Message);
        }

        metrics.Stage("commit", time.GetElapsedTime(_triedAt));
    }

    [LoggerMessage(LogLevel.Warning, "Offsets were not committed ({Why}); what they cover is stored, and would be read again.")]
    private partial void LogNotCommitted(string why);
}
