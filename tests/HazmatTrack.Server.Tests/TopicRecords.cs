using Confluent.Kafka;
using HazmatTrack.Testing;
using HazmatTrack.TestServers;

namespace HazmatTrack.Server.Tests;

/// <summary>Reads topics to which a host is still writing.</summary>
internal static class TopicRecords
{
    private const int Patience = 180;

    /// <summary>Waits until a topic has so many records, and returns these and those that come within a second after.</summary>
    public static async Task<List<ConsumeResult<string, byte[]>>> ReadAsync(string topic, int partitions, int count)
    {
        using var consumer = new ConsumerBuilder<string, byte[]>(new ConsumerConfig
        {
            BootstrapServers = Servers.Kafka,
            GroupId = Guid.NewGuid().ToString("N"),
            EnableAutoCommit = false,
        }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var read = new List<ConsumeResult<string, byte[]>>();
        await Eventually.BecomesTrueAsync(
            () =>
            {
                while (consumer.Consume(TimeSpan.FromSeconds(1)) is { } record)
                {
                    read.Add(record);
                }

                return read.Count >= count;
            },
            $"{count} records are in topic {topic}",
            Patience);
        return read;
    }
}
