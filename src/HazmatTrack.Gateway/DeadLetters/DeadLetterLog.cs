using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Kafka;

namespace HazmatTrack.Gateway.DeadLetters;

/// <summary>Which creation of the dead-letter topic is read: offsets of one that was created again begin at 0.</summary>
/// <param name="kafka">The brokers.</param>
/// <param name="topics">The name of the topic.</param>
/// <param name="isEmbedded">Whether the brokers are within this process and end with it.</param>
internal sealed class DeadLetterLog(KafkaOptions kafka, PositionTopicsOptions topics, bool isEmbedded)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly string? _embedded = isEmbedded ? $"embedded {Guid.NewGuid():N}" : null;

    /// <summary>The identity of the topic as it is now.</summary>
    /// <exception cref="KafkaException">The brokers do not answer, or there is no such topic.</exception>
    public async Task<string> FindAsync()
    {
        if (_embedded is not null)
        {
            return _embedded;
        }

        using var admin = new AdminClientBuilder(kafka.Apply(new AdminClientConfig())).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        return (await KafkaTopics.FindAsync(admin, topics.DeadLetterTopic, s_patience)).Id;
    }
}
