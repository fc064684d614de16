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
    /// <summary>Compares the first offset that a partition has now with the stored offset, as the partition is opened.</summary>
    /// <returns>The first offset that it has, where records before it are gone that were not read; null where none are.</returns>
    /// <exception cref="KafkaException">The brokers do not say where the partition begins.</exception>
    public async Task<long?> LookAsync(PartitionSession session, CancellationToken cancellation)
    {
        if (session.OpenedAt < 0)
        {
            return null;
        }

        var (low, _) = await lookup.MarksAsync(session.Partition, cancellation);
        Note(session.Partition, session.OpenedAt + 1, low);
        return low > session.OpenedAt + 1 ? low : null;
    }

    /// <summary>Notes that a range of offsets was not read, of which the part before the partition's first offset is gone.</summary>
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

    [LoggerMessage(LogLevel.Error, "{Records} records of positions, partition {Partition}, offsets {From} to {To}, were removed by the topic's retention before they were read: their reports "
        + "are in no track and no alert. Give the topic a longer retention (retention.ms, retention.bytes) than the silos may stand still, and have the senders send that time again.")]
    private partial void LogLost(long records, int partition, long from, long to);
}
