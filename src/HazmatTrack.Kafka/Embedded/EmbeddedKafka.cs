using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Kafka.Native;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Kafka.Embedded;

/// <summary>
/// librdkafka's in-process cluster: the protocol of real brokers on loopback, for a default without installation and for tests. It keeps 5 MiB in each
/// partition, silently drops the oldest records beyond that, and loses everything, including committed offsets, when disposed. The brokers' own ports are
/// free ones and cannot be chosen; a chosen port is forwarded to them.
/// </summary>
internal sealed class EmbeddedKafka : IAsyncDisposable
{
    private readonly IProducer<byte[], byte[]> _owner;
    private readonly Librdkafka _library;
    private readonly nint _cluster;
    private readonly PortRelay? _relay;

    private EmbeddedKafka(IProducer<byte[], byte[]> owner, Librdkafka library, nint cluster, string bootstrapServers, PortRelay? relay)
    {
        _owner = owner;
        _library = library;
        _cluster = cluster;
        BootstrapServers = bootstrapServers;
        _relay = relay;
    }

    /// <summary>host:port list for clients of this process.</summary>
    public string BootstrapServers { get; }

    /// <summary>host:port for other programs on this machine: the chosen port, where one was chosen.</summary>
    public string PublicAddress => _relay?.Address ?? BootstrapServers;

    /// <param name="port">The port of the public address; 0 takes a free one.</param>
    /// <param name="brokers">The number of brokers.</param>
    /// <exception cref="EmbeddedStartException">The native library is missing, or its cluster cannot be started.</exception>
    /// <exception cref="PortTakenException">The port is not available.</exception>
    public static unsafe EmbeddedKafka Start(int port = 0, int brokers = 1)
    {
        var library = Librdkafka.TryLoad(out var whyNot)
            ?? throw new EmbeddedStartException($"The embedded Kafka needs librdkafka's own functions: {whyNot}. Configure a real Kafka instead.", null);
        var owner = new ProducerBuilder<byte[], byte[]>(new Dictionary<string, string>
        {
            ["bootstrap.servers"] = "127.0.0.1:1",
            ["test.mock.num.brokers"] = brokers.ToString(CultureInfo.InvariantCulture),
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        try
        {
            var handle = Librdkafka.NativeHandle(owner);
            var cluster = handle == 0 ? 0 : library.HandleMockCluster(handle);
            if (cluster == 0)
            {
                throw new EmbeddedStartException("This build of Confluent.Kafka has no in-process cluster. Configure a real Kafka instead.", null);
            }

            // By default a group's first member waits three seconds for others.
            library.MockGroupInitialRebalanceDelay(cluster, 0);
            var addresses = Marshal.PtrToStringUTF8((nint)library.MockClusterBootstraps(cluster))!;
            var relay = port == 0 ? null : PortRelay.Start("Kafka:EmbeddedPort", port, IPEndPoint.Parse(addresses.Split(',')[0]));
            return new(owner, library, cluster, addresses, relay);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Creates a topic; an existing one is not changed.</summary>
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

    /// <summary>Stops the brokers; clients must be disposed before, or they log that all brokers are down.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_relay is not null)
        {
            await _relay.DisposeAsync();
        }

        await Task.Run(_owner.Dispose);
    }
}
