using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HazmatTrack.Kafka;

namespace HazmatTrack.Tracker.Partitions;

/// <summary>A connection to the brokers that queries one topic.</summary>
internal interface ITopicClient : IDisposable
{
    /// <exception cref="KafkaException">The brokers do not answer, or the topic does not exist.</exception>
    Task<TopicInfo> DescribeAsync();

    /// <summary>The first or the next offset of a partition.</summary>
    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    Task<long> OffsetAsync(int partition, OffsetSpec which);
}

/// <summary>The client of a real cluster. It logs nothing: its answers contain what matters.</summary>
internal sealed class TopicClient(KafkaOptions kafka, string topic) : ITopicClient
{
    private readonly IAdminClient _admin =
        new AdminClientBuilder(kafka.Apply(new AdminClientConfig())).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    public Task<TopicInfo> DescribeAsync() => KafkaTopics.FindAsync(_admin, topic, AdminAnswers.Patience);

    public async Task<long> OffsetAsync(int partition, OffsetSpec which)
    {
        var answer = await _admin.ListOffsetsAsync(
            [new() { TopicPartition = new(topic, partition), OffsetSpec = which }], new() { RequestTimeout = AdminAnswers.Patience });
        var found = answer.ResultInfos[0].TopicPartitionOffsetError;
        return found.Error.IsError ? throw new KafkaException(found.Error) : found.Offset.Value;
    }

    public void Dispose() => _admin.Dispose();
}
