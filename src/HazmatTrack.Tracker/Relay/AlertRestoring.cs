using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Kafka;
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

    /// <summary>How far the clocks of silos that recorded events may be apart, at the most.</summary>
    private static readonly TimeSpan s_clocksApart = TimeSpan.FromMinutes(5);

    /// <summary>The group that the reading consumer names; it neither joins it nor commits.</summary>
    private const string Group = "hazmattrack-restoring";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Restores what the topic has and the store lacks.</summary>
    /// <exception cref="KafkaException">The brokers do not answer, or stop to while the topic is read.</exception>
    public static async Task<RestoredAlerts?> RunAsync(AlertStore store, KafkaOptions kafka, string topic, CancellationToken cancellation)
    {
        var (had, at) = await store.LastEventAsync(cancellation);
        var config = kafka.Apply(new ConsumerConfig { GroupId = Group, EnableAutoCommit = false, EnablePartitionEof = true });
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        var places = Places(consumer, topic, at is { } recorded ? recorded.ToDateTimeOffset() - s_clocksApart : null);
        var (first, last, unreadable) = (long.MaxValue, 0L, 0L);
        foreach (var record in Read(consumer, places, cancellation).Where(r => SequenceOf(r.Message.Headers) > had))
        {
            var sequence = SequenceOf(record.Message.Headers);
            (first, last) = (Math.Min(first, sequence), Math.Max(last, sequence));
            unreadable += StoredOf(record.Message.Headers) is null ? 1 : 0;
        }

        if (last == 0)
        {
            return null;
        }

        var restored = await store.RestoreAsync(
            topic, last, Read(consumer, places, cancellation).Select(r => StoredOf(r.Message.Headers)).OfType<AlertEvent>(), cancellation);
        return restored == 0 && unreadable == 0 ? null : new(had, first, last, restored, unreadable);
    }

    /// <summary>Where reading begins, in each partition that has records.</summary>
    private static List<TopicPartitionOffset> Places(IConsumer<Ignore, byte[]> consumer, string topic, DateTimeOffset? from)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(topic, s_patience).Topics.Where(t => !t.Error.IsError).SelectMany(t => t.Partitions);
        List<TopicPartition> all = [.. partitions.Select(p => new TopicPartition(topic, p.PartitionId))];
        return all.Count > 0 && from is { } start
            ? consumer.OffsetsForTimes(all.Select(p => new TopicPartitionTimestamp(p, new Timestamp(start))), s_patience)
            : all.ConvertAll(p => new TopicPartitionOffset(p, Offset.Beginning));
    }

    /// <summary>The records from some places on, up to the end that each partition has when it is reached.</summary>
    private static IEnumerable<ConsumeResult<Ignore, byte[]>> Read(
        IConsumer<Ignore, byte[]> consumer, List<TopicPartitionOffset> places, CancellationToken cancellation)
    {
        consumer.Assign(places);
        var read = new HashSet<Partition>();
        while (read.Count < places.Count)
        {
            var record = consumer.Consume(s_patience);
            cancellation.ThrowIfCancellationRequested();
            if (record is null)
            {
                throw new KafkaException(new Error(Confluent.Kafka.ErrorCode.Local_TimedOut, $"The brokers sent nothing of topic {places[0].Topic} for {s_patience.TotalSeconds} s."));
            }

            if (record.IsPartitionEOF)
            {
                read.Add(record.Partition);
            }
            else if (!read.Contains(record.Partition))
            {
                yield return record;
            }
        }
    }

    private static long SequenceOf(Headers headers) =>
        headers.TryGetLastBytes(SequenceHeader, out var bytes) && long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : 0;

    /// <summary>The event; null for a record of a program that did not add it, or of somebody else.</summary>
    private static AlertEvent? StoredOf(Headers headers)
    {
        try
        {
            return headers.TryGetLastBytes(StoredHeader, out var bytes) ? AlertJson.ReadEvent(Encoding.UTF8.GetString(bytes)) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

/// <summary>What was restored from the topic of alerts.</summary>
/// <param name="Had">The last event of the store before.</param>
/// <param name="First">The first event after it that the topic has.</param>
/// <param name="Last">The last event of the topic.</param>
/// <param name="Restored">How many events were restored.</param>
/// <param name="Unreadable">How many records of the topic hold no event that can be stored.</param>
internal sealed record RestoredAlerts(long Had, long First, long Last, long Restored, long Unreadable);
