using Confluent.Kafka;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Consuming;

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

    public static List<ConsumeResult<byte[]?, byte[]?>> ReadAll(KafkaOptions kafka, string topic) =>
        PartitionsToEnd.ReadAll<byte[]?, byte[]?>(kafka, $"drill-{Guid.NewGuid():N}", topic);
}
