using Confluent.Kafka;
using HazmatTrack.Kafka;

namespace HazmatTrack.FaultDrill.Verdicts;

/// <summary>Reads a topic from its first to its last record.</summary>
internal static class TopicReader
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static int CountPartitions(IAdminClient admin, string topic)
    {
        try
        {
            return admin.GetMetadata(topic, s_patience).Topics.Single().Partitions.Count;
        }
        catch (KafkaException)
        {
            return 0;
        }
    }

    /// <summary>The offset of the last record of each partition that has any.</summary>
    public static IReadOnlyDictionary<int, long> Newest(KafkaOptions kafka, string topic)
    {
        using var admin = new AdminClientBuilder(kafka.Apply(new AdminClientConfig())).Build();
        using var asker = new ConsumerBuilder<Ignore, Ignore>(
            kafka.Apply(new ConsumerConfig { GroupId = $"drill-{Guid.NewGuid():N}", EnableAutoCommit = false })).SetLogHandler((_, _) => { }).Build();
        return admin.GetMetadata(topic, s_patience).Topics.Single().Partitions
            .Select(p => (Partition: p.PartitionId, End: asker.QueryWatermarkOffsets(new(topic, p.PartitionId), s_patience).High.Value))
            .Where(p => p.End > 0).ToDictionary(p => p.Partition, p => p.End - 1);
    }

    public static List<ConsumeResult<byte[]?, byte[]?>> ReadAll(KafkaOptions kafka, string topic)
    {
        using var admin = new AdminClientBuilder(kafka.Apply(new AdminClientConfig())).Build();
        var partitions = admin.GetMetadata(topic, s_patience).Topics.Single().Partitions.Select(p => new TopicPartition(topic, p.PartitionId)).ToList();
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(kafka.Apply(new ConsumerConfig
        {
            GroupId = $"drill-{Guid.NewGuid():N}",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        })).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(partitions);
        var records = new List<ConsumeResult<byte[]?, byte[]?>>();
        for (var left = partitions.Count; left > 0;)
        {
            var record = consumer.Consume(s_patience) ?? throw new InvalidOperationException($"Topic {topic} cannot be read to its end.");
            if (record.IsPartitionEOF)
            {
                left--;
            }
            else
            {
                records.Add(record);
            }
        }

        return records;
    }
}
