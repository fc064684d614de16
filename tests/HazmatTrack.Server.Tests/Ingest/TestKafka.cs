using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Kafka.Embedded;
using HazmatTrack.TestServers;
using HazmatTrack.Tracker.Reading;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>One broker of a test, embedded or real, with topics and a group of the test's own.</summary>
internal sealed class TestKafka : IAsyncDisposable
{
    private readonly EmbeddedKafka? _embedded;

    private TestKafka(KafkaOptions options, EmbeddedKafka? embedded)
    {
        Options = options;
        Options.SessionTimeout = TimeSpan.FromSeconds(6);
        _embedded = embedded;
        var name = Guid.NewGuid().ToString("N")[..10];
        Topics = new() { Topic = "positions-" + name, DeadLetterTopic = "positions.dead-letter-" + name, Partitions = 6 };
        Ingest = new() { Group = "group-" + name, BatchSize = 500 };
    }

    public KafkaOptions Options { get; }

    public PositionTopicsOptions Topics { get; }

    public IngestOptions Ingest { get; }

    public CollectorRegistry Registry { get; } = Prometheus.Metrics.NewCustomRegistry();

    public IngestMetrics Metrics => field ??= new(Prometheus.Metrics.WithCustomRegistry(Registry));

    public static async Task<TestKafka> StartAsync(string kind)
    {
        if (kind.StartsWith("embedded", StringComparison.Ordinal))
        {
            var embedded = EmbeddedKafka.Start();
            var test = new TestKafka(KafkaOptions.Embedded(embedded.BootstrapServers), embedded);
            embedded.CreateTopic(test.Topics.Topic, test.Topics.Partitions);
            embedded.CreateTopic(test.Topics.DeadLetterTopic, 1);
            return test;
        }

        var options = new KafkaOptions { BootstrapServers = Servers.Kafka, GroupProtocol = Enum.Parse<HazmatTrack.Kafka.GroupProtocol>(kind.Split(' ')[1]) };
        var real = new TestKafka(options, null);
        await KafkaTopics.EnsureAsync(
            options, [new(real.Topics.Topic, real.Topics.Partitions), new(real.Topics.DeadLetterTopic, 1)]);
        return real;
    }

    public BatchConsumer Consumer(IPartitionListener listener, bool useNative = true) =>
        new(Options, new(Topics.Topic, Ingest.Group, Ingest.BatchSize), listener, NullLogger<BatchConsumer>.Instance, useNative);

    /// <summary>Produces numbered records, <paramref name="perPartition"/> to each partition, and waits until the broker has them.</summary>
    public void Produce(int perPartition, int first = 0)
    {
        // Idempotent, since a retry on a topic just made would else come behind what was sent after it.
        using var producer = new ProducerBuilder<string, string>(Options.Apply(new ProducerConfig { LingerMs = 20, EnableIdempotence = true })).Build();
        var failed = 0;
        for (var i = first; i < first + perPartition; i++)
        {
            for (var partition = 0; partition < Topics.Partitions; partition++)
            {
                producer.Produce(
                    new TopicPartition(Topics.Topic, partition),
                    new() { Key = $"k{partition}", Value = $"{i}" },
                    report => failed += report.Error.IsError ? 1 : 0);
            }
        }

        producer.Flush(TestContext.Current.CancellationToken);
        Assert.Equal(0, failed);
    }

    public async ValueTask DisposeAsync()
    {
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }
}
