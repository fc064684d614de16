using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Server.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Server.Embedded;

/// <summary>
/// librdkafka's in-process cluster: real brokers' protocol on loopback, for a default that needs nothing installed and for tests. It keeps
/// 5 MiB in each partition, drops the oldest beyond that without a word, and forgets everything, committed offsets too, when disposed.
/// Its ports are free ones and cannot be chosen.
/// </summary>
internal sealed class EmbeddedKafka : IAsyncDisposable
{
    private readonly IProducer<byte[], byte[]> _owner;
    private readonly Librdkafka _library;
    private readonly nint _cluster;

    private EmbeddedKafka(IProducer<byte[], byte[]> owner, Librdkafka library, nint cluster, string bootstrapServers)
    {
        _owner = owner;
        _library = library;
        _cluster = cluster;
        BootstrapServers = bootstrapServers;
    }

    /// <summary>host:port list for clients.</summary>
    public string BootstrapServers { get; }

    /// <exception cref="EmbeddedStartException">The native library is not there, or its cluster cannot be had.</exception>
    public static unsafe EmbeddedKafka Start(int brokers = 1)
    {
        var library = Librdkafka.TryLoad(out var whyNot)
            ?? throw new EmbeddedStartException($"The embedded Kafka needs librdkafka's own functions: {whyNot}. Configure a real Kafka instead.", null);
        var owner = new ProducerBuilder<byte[], byte[]>(new Dictionary<string, string>
        {
            ["bootstrap.servers"] = "127.0.0.1:1",
            ["test.mock.num.brokers"] = brokers.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        try
        {
            var handle = Librdkafka.NativeHandle(owner);
            var cluster = handle == 0 ? 0 : library.HandleMockCluster(handle);
            if (cluster == 0)
            {
                throw new EmbeddedStartException("This build of Confluent.Kafka has no in-process cluster. Configure a real Kafka instead.", null);
            }

            // Without it, a group's first member waits three seconds for others.
            library.MockGroupInitialRebalanceDelay(cluster, 0);
            var addresses = Marshal.PtrToStringUTF8((nint)library.MockClusterBootstraps(cluster))!;
            return new(owner, library, cluster, addresses);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Creates a topic; one that is there already stays as it is.</summary>
    /// <exception cref="EmbeddedStartException">The cluster refuses the topic.</exception>
    public unsafe void CreateTopic(string name, int partitions)
    {
        int error;
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
        {
            error = _library.MockTopicCreate(_cluster, text, partitions, 1);
        }

        if (error != 0 && (ErrorCode)error != ErrorCode.TopicAlreadyExists)
        {
            throw new EmbeddedStartException($"The embedded Kafka did not create topic {name}: {(ErrorCode)error}.", null);
        }
    }

    /// <summary>Ends the brokers; clients must be gone by then, or they will log that all brokers are down.</summary>
    public async ValueTask DisposeAsync() => await Task.Run(_owner.Dispose);
}
