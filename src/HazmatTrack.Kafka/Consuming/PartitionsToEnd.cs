using Confluent.Kafka;

namespace HazmatTrack.Kafka.Consuming;

/// <summary>Reads partitions of a topic up to the end that each has when it is reached, in no group and without committing.</summary>
internal static class PartitionsToEnd
{
    /// <summary>How long the brokers may send nothing.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_slice = TimeSpan.FromSeconds(1);

    /// <summary>How long a partition may be without a leader, as while one is elected, before it counts as one that has none.</summary>
    private static readonly TimeSpan s_election = TimeSpan.FromSeconds(10);

    /// <summary>A consumer for <see cref="Read"/>.</summary>
    /// <param name="kafka">The brokers.</param>
    /// <param name="group">The group that it names, for the brokers' access rights; it does not join it.</param>
    public static IConsumer<TKey, TValue> Open<TKey, TValue>(KafkaOptions kafka, string group)
    {
        var config = kafka.Apply(new ConsumerConfig
        {
            GroupId = group,
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Error,
        });
        return new ConsumerBuilder<TKey, TValue>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    /// <summary>The partitions that a topic has; none where there is no such topic.</summary>
    /// <exception cref="KafkaException">The brokers do not answer, or refuse.</exception>
    public static List<TopicPartition> Of<TKey, TValue>(IConsumer<TKey, TValue> consumer, string topic) =>
        [.. Find(consumer, topic).Select(p => new TopicPartition(topic, p.PartitionId))];

    /// <summary>Of the partitions that a topic has, those that can be read, and the numbers of those that have no leader.</summary>
    /// <inheritdoc cref="Of" path="/exception"/>
    public static (List<TopicPartition> Led, List<int> Leaderless) LedOf<TKey, TValue>(
        IConsumer<TKey, TValue> consumer, string topic, CancellationToken cancellation)
    {
        var asked = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var led = Find(consumer, topic).ToLookup(p => p.Leader >= 0, p => p.PartitionId);
            if (!led[false].Any() || TimeProvider.System.GetElapsedTime(asked) >= s_election)
            {
                return ([.. led[true].Select(p => new TopicPartition(topic, p))], [.. led[false]]);
            }

            cancellation.WaitHandle.WaitOne(s_slice);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The records from some places on.</summary>
    /// <param name="consumer">From <see cref="Open"/>.</param>
    /// <param name="places">Where reading begins, each partition once.</param>
    /// <exception cref="KafkaException">The brokers send nothing for longer than <see cref="Patience"/>.</exception>
    public static IEnumerable<ConsumeResult<TKey, TValue>> Read<TKey, TValue>(
        IConsumer<TKey, TValue> consumer, IReadOnlyCollection<TopicPartitionOffset> places, CancellationToken cancellation = default)
    {
        consumer.Assign(places);

        // A partition ends again where more was written meanwhile.
        var ended = new HashSet<TopicPartition>();
        var silent = 0;
        while (ended.Count < places.Count)
        {
            var record = consumer.Consume(s_slice);
            cancellation.ThrowIfCancellationRequested();
            if (record is null)
            {
                silent++;
                if (silent * s_slice < Patience)
                {
                    continue;
                }

                var topics = string.Join(", ", places.Select(p => p.Topic).Distinct());
                throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"The brokers sent nothing of topic {topics} for {Patience.TotalSeconds} s."));
            }

            silent = 0;
            if (record.IsPartitionEOF)
            {
                ended.Add(record.TopicPartition);
            }
            else if (!ended.Contains(record.TopicPartition))
            {
                yield return record;
            }
        }
    }

    private static List<PartitionMetadata> Find<TKey, TValue>(IConsumer<TKey, TValue> consumer, string topic)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var found = admin.GetMetadata(topic, Patience).Topics.Single();
        return found.Error.IsError && found.Error.Code != ErrorCode.UnknownTopicOrPart ? throw new KafkaException(found.Error) : found.Partitions;
    }

    /// <summary>All records that a topic holds.</summary>
    /// <inheritdoc cref="Of" path="/exception"/>
    /// <inheritdoc cref="Open" path="/param"/>
    public static List<ConsumeResult<TKey, TValue>> ReadAll<TKey, TValue>(KafkaOptions kafka, string group, string topic)
    {
        using var consumer = Open<TKey, TValue>(kafka, group);
        return [.. Read(consumer, Of(consumer, topic).ConvertAll(p => new TopicPartitionOffset(p, Offset.Beginning)))];
    }
}
