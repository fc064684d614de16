using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Storage.Alerts;

namespace HazmatTrack.Tracker.Relay;

/// <summary>
/// Compares the store of alerts with their topic as a process starts. A topic that is ahead shows that the database was restored from a backup: the alerts, and
/// what people did with them since the backup, are taken from the topic before anything is evaluated or handled. Otherwise an event would get a number that
/// clients and the topic have for another one.
/// </summary>
internal static class AlertRestoring
{
    /// <summary>The header of an event as the store keeps it.</summary>
    public const string StoredHeader = "stored";

    /// <summary>The header of an event's number.</summary>
    public const string SequenceHeader = "sequence";

    /// <summary>The group that the reading consumer names; it neither joins it nor commits.</summary>
    private const string Group = "hazmattrack-restoring";

    /// <summary>A record that is farther ahead of the store was not written by this program.</summary>
    private const long MostAhead = 1_000_000_000_000;

    private const int PageLength = 500;

    /// <summary>
    /// How much earlier than the store's last event another one may say that it was recorded: clocks of silos are apart, and an event keeps the time at which
    /// storing it was first tried.
    /// </summary>
    private static readonly TimeSpan s_disorder = TimeSpan.FromHours(1);

    /// <summary>
    /// Restores what the topic has and the store lacks. Partitions without a leader are left out, where nothing shows that the store is older than the topic:
    /// evaluating does not need them.
    /// </summary>
    /// <exception cref="KafkaException">
    /// The brokers do not answer, or stop to while the topic is read; or the store is older than the topic, of which partitions have no leader.
    /// </exception>
    public static async Task<ComparedAlerts> RunAsync(AlertStore store, KafkaOptions kafka, string topic, CancellationToken cancellation)
    {
        var (had, at) = await store.LastEventAsync(cancellation);
        using var consumer = PartitionsToEnd.Open<Ignore, byte[]>(kafka, Group);
        var (led, leaderless) = PartitionsToEnd.LedOf(consumer, topic, cancellation);

        // What an attempt before this one has read is not read again: a restore that takes longer than a supervisor waits for a start would never end.
        var reached = await store.RestoredToAsync(topic, had, cancellation);
        var places = Places(consumer, led, at is { } recorded ? recorded.ToDateTimeOffset() - s_disorder : null, reached);
        var (seen, read, unread) = (reached.Values.Select(to => to.Newest).ToHashSet(), new HashSet<long>(), new HashSet<long>());
        foreach (var page in PartitionsToEnd.Read(consumer, places, cancellation).Select(Take).OfType<AlertEvent>().Chunk(PageLength))
        {
            await store.RestoreAsync(page, new(topic, had, reached), cancellation);
        }

        if (leaderless.Count > 0)
        {
            return await store.TryDoWithoutRestoreAsync(seen.Count == 0 ? 0 : seen.Max(), cancellation)
                ? new(null, leaderless)
                : throw new KafkaException(new Error(
                    Confluent.Kafka.ErrorCode.LeaderNotAvailable,
                    $"partitions {string.Join(", ", leaderless)} of topic {topic} have no leader, and the database is older than the topic, or on another timeline, as "
                    + "after it was restored from a backup: what people did with alerts since then may be there alone. Bring back a broker that has them."));
        }

        var (restored, first) = await store.StoredAfterAsync(had, cancellation);
        return await store.EndRestoreAsync(topic, seen, cancellation)
            ? new(new(had, Math.Min(first ?? long.MaxValue, seen.Where(s => s > had).Min()), seen.Max(), restored, unread.Count), [])
            : new(null, []);

        AlertEvent? Take(ConsumeResult<Ignore, byte[]> record)
        {
            var sequence = SequenceOf(record.Message.Headers) is { } number && number <= had + MostAhead ? number : 0;
            reached[record.Partition.Value] = new(
                record.Offset.Value + 1, Math.Max(sequence, reached.TryGetValue(record.Partition.Value, out var before) ? before.Newest : 0));
            if (sequence == 0)
            {
                return null;
            }

            seen.Add(sequence);
            if (sequence <= had || read.Contains(sequence))
            {
                return null;
            }

            // Delivered twice, perhaps by a program that did not add the event, and then by one that did.
            if (StoredOf(record.Message.Headers) is { } stored && stored.Sequence == sequence)
            {
                read.Add(sequence);
                unread.Remove(sequence);
                return stored;
            }

            unread.Add(sequence);
            return null;
        }
    }

    /// <summary>Where reading begins, in each partition.</summary>
    private static List<TopicPartitionOffset> Places(
        IConsumer<Ignore, byte[]> consumer, List<TopicPartition> all, DateTimeOffset? from, Dictionary<int, RestoredTo> reached)
    {
        var places = all.Count > 0 && from is { } start
            ? consumer.OffsetsForTimes(all.Select(p => new TopicPartitionTimestamp(p, new Timestamp(start))), PartitionsToEnd.Patience)
            : all.ConvertAll(p => new TopicPartitionOffset(p, Offset.Beginning));
        return places.ConvertAll(place => reached.TryGetValue(place.Partition.Value, out var to) ? GoingOn(place, to.Next) : place);

        // Retention may have removed what comes next.
        TopicPartitionOffset GoingOn(TopicPartitionOffset place, long next)
        {
            var marks = consumer.QueryWatermarkOffsets(place.TopicPartition, PartitionsToEnd.Patience);
            return next > marks.High.Value ? place : new(place.TopicPartition, Math.Max(next, marks.Low.Value));
        }
    }

    private static long? SequenceOf(Headers headers) =>
        headers.TryGetLastBytes(SequenceHeader, out var bytes) && long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : null;

    /// <summary>The event; null for a record of a program that did not add it, or of somebody else.</summary>
    private static AlertEvent? StoredOf(Headers headers)
    {
        try
        {
            return headers.TryGetLastBytes(StoredHeader, out var bytes) && bytes is not null ? AlertJson.ReadEvent(Encoding.UTF8.GetString(bytes)) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

/// <summary>The result of comparing the store of alerts with their topic.</summary>
/// <param name="Restored">What the store lacked and the topic had; null where it lacked nothing.</param>
/// <param name="Unread">The partitions of the topic that could not be compared, since they have no leader.</param>
internal sealed record ComparedAlerts(RestoredAlerts? Restored, IReadOnlyList<int> Unread);

/// <summary>What was restored from the topic of alerts.</summary>
/// <param name="Had">The last event of the store before.</param>
/// <param name="First">The first event after it that the topic has.</param>
/// <param name="Last">The last event of the topic.</param>
/// <param name="Restored">How many events were restored, by this attempt and those before it.</param>
/// <param name="Unreadable">Of how many events this attempt has found no record that holds them as they are stored.</param>
internal sealed record RestoredAlerts(long Had, long First, long Last, long Restored, long Unreadable)
{
    /// <summary>How many events after the store's last one the topic no longer has.</summary>
    public long Missing => First - Had - 1;
}
