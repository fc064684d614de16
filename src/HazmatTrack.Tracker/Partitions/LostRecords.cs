using Confluent.Kafka;
using HazmatTrack.Tracker.Reading;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;

namespace HazmatTrack.Tracker.Partitions;

/// <summary>
/// Records that the topic's retention has removed before they were read: counted, logged with their range, and shown by readiness for an hour. Reports in
/// them are lost to this program.
/// </summary>
internal sealed partial class LostRecords(ITopicLookup lookup, IngestMetrics metrics, TrackingHealth health, ILogger<LostRecords> log)
{
    // Those that were left out while reading, and are gone. Used by the reading thread only.
    private readonly List<(PartitionSession Session, long From, long Low)> _leftOut = [];

    /// <summary>
    /// Compares the first offset that a partition has now with the stored offset, as the partition is opened. What is gone is counted by <see cref="Note"/>
    /// once history has passed it: until then every attempt to open the partition, and every later owner, finds the same records gone.
    /// </summary>
    /// <returns>The first offset that it has, where records before it are gone that were not read; null where none are.</returns>
    /// <exception cref="KafkaException">The brokers do not say where the partition begins.</exception>
    public async Task<long?> LookAsync(PartitionSession session, CancellationToken cancellation)
    {
        if (session.OpenedAt < 0)
        {
            return null;
        }

        var (low, _) = await lookup.MarksAsync(session.Partition, cancellation);
        return low > session.OpenedAt + 1 ? low : null;
    }

    /// <summary>
    /// Counts and logs a range of offsets that was not read, of which the part before the partition's first offset is gone. To be called once for each range,
    /// when history has passed it: from then on no other owner finds it.
    /// </summary>
    /// <param name="from">The first offset not read.</param>
    /// <param name="low">The partition's first offset, or the next that was read if that is less.</param>
    public void Note(int partition, long from, long low)
    {
        if (low > from)
        {
            metrics.Lost(partition, low - from);
            health.Lost(partition, from, low - 1);
            LogLost(low - from, partition, from, low - 1);
        }
    }

    /// <summary>
    /// Remembers a range of offsets that reading has left out, to be noted once history has passed it. Where the session ends before, the next owner finds the
    /// range gone, and counts it. Called by the reading thread only.
    /// </summary>
    /// <inheritdoc cref="Note" path="/param"/>
    public void LeftOut(PartitionSession session, long from, long low)
    {
        if (low > from)
        {
            _leftOut.Add((session, from, low));
        }
    }

    /// <summary>Notes the ranges that were left out and that history has passed since. Called by the reading thread only.</summary>
    public void NotePassed()
    {
        for (var i = _leftOut.Count - 1; i >= 0; i--)
        {
            var (session, from, low) = _leftOut[i];
            if (session.FlushedOffset >= from)
            {
                Note(session.Partition, from, low);
                _leftOut.RemoveAt(i);
            }
            else if (session.IsDropped)
            {
                _leftOut.RemoveAt(i);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "{Records} records of positions, partition {Partition}, offsets {From} to {To}, were removed by the topic's retention before they were read: their reports "
        + "are in no track and no alert. Give the topic a longer retention (retention.ms, retention.bytes) than the silos may stand still, and have the senders send that time again.")]
    private partial void LogLost(long records, int partition, long from, long to);
}
