using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;

namespace HazmatTrack.Kafka;

/// <summary>Section <c>Kafka</c>: how to reach the cluster.</summary>
internal sealed class KafkaOptions
{
    public const string Section = "Kafka";

    /// <summary>host:port list of brokers; empty runs the embedded broker.</summary>
    public string BootstrapServers { get; set; } = "";

    /// <summary>The port of the embedded broker, on loopback; 0 takes a free one. The log shows it at start.</summary>
    [Range(0, 65535)]
    public int EmbeddedPort { get; set; }

    /// <summary>
    /// How the silos share the partitions. With the default, <see cref="SessionTimeout"/> determines how fast a dead silo is noticed; with <see
    /// cref="GroupProtocol.Consumer"/> the broker does, and takes 45 s unless it is configured otherwise.
    /// </summary>
    public GroupProtocol GroupProtocol { get; set; } = GroupProtocol.CooperativeSticky;

    /// <summary>After how long without a heartbeat a silo's partitions move to the others.</summary>
    [Range(typeof(TimeSpan), "00:00:06", "00:05:00")]
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a broker may hold an empty fetch. The embedded broker does not wake a waiting fetch: it needs 20 or less.</summary>
    [Range(1, 1000)]
    public int FetchWaitMs { get; set; } = 100;

    /// <summary>
    /// Replicas of topics that the program creates; -1 takes the brokers' default. How many of them must have what is acknowledged follows from it (<see
    /// cref="TopicSpec.ToCreate"/>).
    /// </summary>
    [Range(-1, 9)]
    public int ReplicationFactor { get; set; } = -1;

    /// <summary>Further settings of librdkafka for every client, such as <c>security.protocol</c> or <c>sasl.username</c>.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>Options for the embedded broker.</summary>
    public static KafkaOptions Embedded(string bootstrapServers) =>
        new() { BootstrapServers = bootstrapServers, GroupProtocol = GroupProtocol.Range, FetchWaitMs = 10 };

    /// <summary>Copies the address and the further settings into a client's configuration.</summary>
    public T Apply<T>(T config)
        where T : ClientConfig
    {
        config.BootstrapServers = BootstrapServers;
        config.ClientId ??= "hazmattrack";
        foreach (var (name, value) in Settings)
        {
            config.Set(name, value);
        }

        return config;
    }
}
