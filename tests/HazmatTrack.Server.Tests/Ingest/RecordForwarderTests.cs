using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Google.Protobuf;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Testing;
using HazmatTrack.Tracker.Reading;
using HazmatTrack.Tracker.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace HazmatTrack.Server.Tests.Ingest;

public sealed class RecordForwarderTests
{
    private static readonly VehicleKeyEntry s_truck = Known(Some.Truck);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("embedded", true)]
    [InlineData("embedded", false)]
    [InlineData("real Consumer", true)]
    public async Task A_truck_in_a_wrong_partition_is_sent_on_in_order_with_its_headers_and_time_and_says_where_it_was(string kind, bool native)
    {
        await using var kafka = await TestKafka.StartAsync(kind);
        var home = s_truck.HomeIn(kafka.Topics.Partitions);
        var wrong = (home + 1) % kafka.Topics.Partitions;
        Produce(kafka, wrong, 700, new Headers { { "platform", "高速-7"u8.ToArray() }, { "nothing", null } });
        using var forwarder = Forwarder(kafka, kafka.Topics.Partitions);
        using (var consumer = kafka.Consumer(new Silent(), native))
        {
            for (var seen = 0; seen < 700;)
            {
                using var batch = consumer.Poll(TimeSpan.FromMilliseconds(100));
                for (var i = 0; i < batch.Count; i++)
                {
                    if (!forwarder.IsAtHome(batch[i].Partition, s_truck))
                    {
                        seen++;
                        Assert.True(forwarder.TrySend(batch[i], batch.TimestampMs(i), batch.Headers(i), s_truck));
                    }
                }

                await forwarder.FlushAsync().WaitAsync(Patience.For(30), Stop);
            }
        }

        var copies = ReadAll(kafka, home, 700);
        for (var i = 0; i < copies.Count; i++)
        {
            var copy = copies[i].Message;
            Assert.Equal(Some.Truck, Encoding.UTF8.GetString(copy.Key));
            Assert.Equal(Value(i), copy.Value);
            Assert.Equal(Some.Now.UnixMilliseconds + i, copy.Timestamp.UnixTimestampMs);
            Assert.Equal("高速-7", Header(copy, "platform"));
            Assert.Null(copy.Headers.Single(h => h.Key == "nothing").GetValueBytes());
            Assert.Equal(
                (kafka.Topics.Topic, Text(wrong), Text(i), Text(kafka.Topics.Partitions)),
                (Header(copy, ForwardedFrom.TopicHeader), Header(copy, ForwardedFrom.PartitionHeader), Header(copy, ForwardedFrom.OffsetHeader),
                    Header(copy, ForwardedFrom.PartitionsHeader)));
        }

        Assert.Equal(700, await Counters.SumAsync(kafka.Registry, "hazmattrack_misrouted_total", $"partition=\"{wrong}\""));
    }

    [Fact]
    public async Task While_the_brokers_do_not_have_the_copy_its_batch_may_not_be_committed()
    {
        await using var kafka = await TestKafka.StartAsync("embedded");
        using var forwarder = new RecordForwarder(
            new KafkaOptions { BootstrapServers = "127.0.0.1:1" }, kafka.Topics.Topic, 6, kafka.Metrics, TimeProvider.System, NullLogger.Instance);
        Assert.True(forwarder.FlushAsync().IsCompletedSuccessfully);
        Assert.True(forwarder.TrySend(Record(s_truck.HomeIn(6) == 0 ? 1 : 0), Some.Now.UnixMilliseconds, null, s_truck));
        var delivered = forwarder.FlushAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => delivered.WaitAsync(TimeSpan.FromMilliseconds(300), Stop));
    }

    [Fact]
    public async Task A_copy_that_the_broker_refuses_for_its_headers_is_sent_without_and_says_so()
    {
        await using var kafka = await TestKafka.StartAsync("real Consumer");
        var home = s_truck.HomeIn(6);
        using var forwarder = Forwarder(kafka, 6);
        var noise = new byte[1_500_000];
        new Random(1).NextBytes(noise);
        Assert.True(forwarder.TrySend(Record((home + 1) % 6), Some.Now.UnixMilliseconds, new Headers { { "trace", noise }, { "platform", [7] } }, s_truck));
        await forwarder.FlushAsync().WaitAsync(Patience.For(60), Stop);
        var copy = Assert.Single(ReadAll(kafka, home, 1)).Message;
        Assert.Equal("2", Header(copy, ForwardedFrom.CutHeadersHeader));
        Assert.Equal("7", Header(copy, ForwardedFrom.OffsetHeader));
        Assert.DoesNotContain(copy.Headers, h => h.Key is "trace" or "platform");
    }

    /// <summary>After partitions were added, some silos know of them and others do not yet.</summary>
    [Theory]
    [InlineData(4, 8)]
    [InlineData(4, 6, 9)]
    [InlineData(1, 5, 16, 64)]
    public void A_truck_is_not_sent_to_and_fro_between_silos_that_know_different_numbers_of_partitions(params int[] known)
    {
        var random = new Random(known.Sum());
        for (var n = 0; n < 2000; n++)
        {
            var vehicle = Known($"苏E{n:00000}_2");
            var (partition, headers, hops) = (random.Next(known[^1]), (Headers?)null, 0);
            for (var reading = 0; reading < 50; reading++)
            {
                var partitions = known[random.Next(known.Length)];
                if (partition >= partitions || vehicle.HomeIn(partitions) == partition || ForwardedFrom.IsByMore(headers, partition, vehicle, partitions))
                {
                    continue;
                }

                headers ??= [];
                ForwardedFrom.Add(headers, "positions", partition, n, partitions);
                partition = vehicle.HomeIn(partitions);
                hops++;
            }

            Assert.InRange(hops, 0, known.Length);

            // Whoever knows of all partitions finds it where it belongs, or sends it there once.
            Assert.False(ForwardedFrom.IsByMore(headers, partition, vehicle, known[^1]));
        }
    }

    [Fact]
    public void A_header_that_somebody_else_wrote_keeps_no_truck_in_a_wrong_partition()
    {
        var home = s_truck.HomeIn(6);
        foreach (var claim in new[] { "6", "5", "0", "-7", "many", "" })
        {
            Assert.False(ForwardedFrom.IsByMore(
                new Headers { { ForwardedFrom.PartitionsHeader, Encoding.UTF8.GetBytes(claim) } }, (home + 1) % 6, s_truck, 6));
        }
    }

    [Fact]
    public async Task A_partition_that_the_silo_does_not_know_of_keeps_its_trucks()
    {
        await using var kafka = await TestKafka.StartAsync("embedded");
        using var forwarder = Forwarder(kafka, 4);
        Assert.False(forwarder.IsAtHome(5, s_truck));
        Assert.False(forwarder.TrySend(Record(5), Some.Now.UnixMilliseconds, null, s_truck));
    }

    private static VehicleKeyEntry Known(string vehicle) => new(VehicleId.Parse(vehicle), Encoding.UTF8.GetBytes(vehicle));

    [Fact]
    public async Task Records_that_the_client_has_no_room_for_wait_and_block_nobody()
    {
        await using var kafka = await TestKafka.StartAsync("embedded");
        using var forwarder = Forwarder(kafka, 6, queue: 3);
        var wrong = s_truck.HomeIn(6) == 0 ? 1 : 0;
        for (var i = 0; i < 50; i++)
        {
            Assert.True(forwarder.TrySend(Record(wrong, i), Some.Now.UnixMilliseconds, null, s_truck));
        }

        // Only a queue that was emptied meanwhile has none waiting.
        Assert.All(forwarder.Full, partition => Assert.Equal(wrong, partition));
        var delivered = forwarder.FlushAsync();
        await Eventually.BecomesTrueAsync(
            () =>
            {
                forwarder.Drain();
                return Task.FromResult(delivered.IsCompleted);
            },
            "delivered",
            60);
        Assert.Empty(forwarder.Full);
        var offsets = ReadAll(kafka, s_truck.HomeIn(6), 50).Select(c => Header(c.Message, ForwardedFrom.OffsetHeader));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => Text(i)), offsets);
    }

    [Fact]
    public async Task Records_for_brokers_that_do_not_answer_block_nobody()
    {
        await using var kafka = await TestKafka.StartAsync("embedded");
        using var forwarder = new RecordForwarder(
            new KafkaOptions { BootstrapServers = "127.0.0.1:1" }, kafka.Topics.Topic, 6, kafka.Metrics, TimeProvider.System, NullLogger.Instance, queue: 3);
        var wrong = s_truck.HomeIn(6) == 0 ? 1 : 0;
        for (var i = 0; i < 50; i++)
        {
            Assert.True(forwarder.TrySend(Record(wrong), Some.Now.UnixMilliseconds, null, s_truck));
        }

        forwarder.Drain();
        Assert.Equal([wrong], forwarder.Full);
        Assert.False(forwarder.FlushAsync().IsCompleted);
    }

    private static RecordForwarder Forwarder(TestKafka kafka, int partitions, int queue = 10_000) =>
        new(kafka.Options, kafka.Topics.Topic, partitions, kafka.Metrics, TimeProvider.System, NullLogger.Instance, queue);

    private static LogRecord Record(int partition, long offset = 7) => new()
    {
        Partition = partition,
        Offset = offset,
        Key = Encoding.UTF8.GetBytes(Some.Truck),
        HasKey = true,
        Value = Value(0),
        HasValue = true,
    };

    private static byte[] Value(int number)
    {
        var message = Some.Message();
        message.TimeMs += number;
        return message.ToByteArray();
    }

    private static void Produce(TestKafka kafka, int partition, int count, Headers headers)
    {
        using var producer = new ProducerBuilder<string, byte[]>(kafka.Options.Apply(new ProducerConfig { EnableIdempotence = true })).Build();
        for (var i = 0; i < count; i++)
        {
            producer.Produce(
                new TopicPartition(kafka.Topics.Topic, partition),
                new() { Key = Some.Truck, Value = Value(i), Headers = headers, Timestamp = new(Some.Now.UnixMilliseconds + i, TimestampType.CreateTime) });
        }

        producer.Flush(Stop);
    }

    private static List<ConsumeResult<byte[], byte[]>> ReadAll(TestKafka kafka, int partition, int count)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(kafka.Options.Apply(new ConsumerConfig { GroupId = "copies" })).Build();
        consumer.Assign(new TopicPartitionOffset(kafka.Topics.Topic, partition, Offset.Beginning));
        var found = new List<ConsumeResult<byte[], byte[]>>();
        while (found.Count < count)
        {
            found.Add(consumer.Consume(Stop));
        }

        return found;
    }

    private static string Header(Message<byte[], byte[]> message, string name) => Encoding.UTF8.GetString(message.Headers.GetLastBytes(name));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Silent : IPartitionListener
    {
        public void Assigned(IReadOnlyList<int> partitions)
        {
        }

        public void Revoked(IReadOnlyList<int> partitions)
        {
        }

        public void Lost(IReadOnlyList<int> partitions)
        {
        }
    }
}
