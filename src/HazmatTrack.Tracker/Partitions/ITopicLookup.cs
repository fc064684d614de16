using HazmatTrack.Contracts.Tracking;

namespace HazmatTrack.Tracker.Partitions;

/// <summary>Queries the brokers about topic <c>positions</c>. Called from any thread.</summary>
internal interface ITopicLookup
{
    /// <summary>The topic as it is now.</summary>
    /// <exception cref="Confluent.Kafka.KafkaException">The brokers do not answer, or the topic does not exist.</exception>
    Task<TopicState> AskAsync(CancellationToken cancellation);

    /// <summary>The first and the next offset of a partition.</summary>
    /// <exception cref="Confluent.Kafka.KafkaException">The brokers do not answer.</exception>
    Task<(long Low, long High)> MarksAsync(int partition, CancellationToken cancellation);
}

/// <summary>A topic that lives as long as the process and keeps its partitions: that of the embedded broker.</summary>
internal sealed class LastingTopic(TopicState state) : ITopicLookup
{
    public Task<TopicState> AskAsync(CancellationToken cancellation) => Task.FromResult(state);

    public Task<(long Low, long High)> MarksAsync(int partition, CancellationToken cancellation) => Task.FromResult((0L, 0L));
}
