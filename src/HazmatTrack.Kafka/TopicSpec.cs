using System.Globalization;
using Confluent.Kafka.Admin;

namespace HazmatTrack.Kafka;

/// <summary>A topic that this program needs.</summary>
/// <param name="Partitions">The number of partitions at creation; an existing topic keeps its number.</param>
/// <param name="Settings">Topic settings at creation, such as <c>retention.ms</c>.</param>
internal sealed record TopicSpec(string Name, int Partitions, IReadOnlyDictionary<string, string>? Settings = null)
{
    private const string InSync = "min.insync.replicas";

    /// <summary>
    /// The request by which the topic is created. Of three replicas or more, two have what is acknowledged, so that it outlives the loss of a broker, and one
    /// that is away stops nobody; of one or two a single one must do. Where the brokers choose the replicas, they also choose how many of them.
    /// </summary>
    /// <param name="replicationFactor">Replicas; -1 takes the brokers' default.</param>
    public TopicSpecification ToCreate(int replicationFactor)
    {
        var settings = Settings?.ToDictionary() ?? [];
        if (replicationFactor > 0)
        {
            settings.TryAdd(InSync, (replicationFactor >= 3 ? 2 : 1).ToString(CultureInfo.InvariantCulture));
        }

        return new() { Name = Name, NumPartitions = Partitions, ReplicationFactor = (short)replicationFactor, Configs = settings };
    }
}
