using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Testing;
using HazmatTrack.Tracker.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace HazmatTrack.Server.Tests.Ingest;

public sealed class DeadLettersTests
{
    [Theory]
    [InlineData("embedded", true)]
    [InlineData("embedded", false)]
    [InlineData("real Consumer", true)]
    public async Task A_dead_letter_has_the_original_and_says_why_and_from_where(string kind, bool native)
    {
        await using var kafka = await TestKafka.StartAsync(kind);
        using (var producer = new ProducerBuilder<byte[]?, byte[]?>(kafka.Options.Apply(new ProducerConfig())).Build())
        {
            await producer.ProduceAsync(
                new TopicPartition(kafka.Topics.Topic, 4),
                new()
                {
                    Key = [0xff, 1, 2],
                    Value = [3, 0, 0xfe],
                    Headers = new Headers { { "platform", "高速-7"u8.ToArray() }, { "nothing", null } },
                },
                TestContext.Current.CancellationToken);
            await producer.ProduceAsync(new TopicPartition(kafka.Topics.Topic, 4), new(), TestContext.Current.CancellationToken);
            await producer.ProduceAsync(new TopicPartition(kafka.Topics.Topic, 4), new() { Key = [], Value = [] }, TestContext.Current.CancellationToken);
        }

        using var letters = new DeadLetters(
            kafka.Options, kafka.Topics, kafka.Metrics, TimeProvider.System, NullLogger<DeadLetters>.Instance);
        var decoder = new PositionDecoder(kafka.Ingest);
        using var consumer = kafka.Consumer(new Silent(), native);
        for (var seen = 0; seen < 3;)
        {
            using var batch = consumer.Poll(TimeSpan.FromMilliseconds(100));
            for (var i = 0; i < batch.Count; i++)
            {
                var record = batch[i];
                var reason = decoder.Decode(record, Some.Now, out _, out _);
                letters.Add(record, batch.TimestampMs(i), batch.Headers(i), reason, decoder.Explain(reason, record, Some.Now));
            }

            seen += batch.Count;
            await letters.FlushAsync();
        }

        var found = ReadAll(kafka, 3);
        Assert.Equal([0xff, 1, 2], found[0].Message.Key);
        Assert.Equal([3, 0, 0xfe], found[0].Message.Value);
        Assert.Equal("高速-7", Header(found[0], "platform"));
        Assert.Null(found[0].Message.Headers.Single(h => h.Key == "nothing").GetValueBytes());
        Assert.Equal("undecodable", Header(found[0], DeadLetterHeaders.Reason));
        Assert.Contains("3 bytes", Header(found[0], DeadLetterHeaders.Detail), StringComparison.Ordinal);
        Assert.Equal(kafka.Topics.Topic, Header(found[0], DeadLetterHeaders.Topic));
        Assert.Equal(("4", "0"), (Header(found[0], DeadLetterHeaders.Partition), Header(found[0], DeadLetterHeaders.Offset)));
        Assert.Equal("empty", Header(found[1], DeadLetterHeaders.Reason));
        Assert.Null(found[1].Message.Key);
        Assert.Null(found[1].Message.Value);
        Assert.Equal([], found[2].Message.Key);
        Assert.Equal([], found[2].Message.Value);
        Assert.Equal(1, await CountAsync(kafka, "reason=\"undecodable\""));
    }

    [Fact]
    public async Task Letters_that_the_client_has_no_room_for_wait_and_block_nobody()
    {
        await using var kafka = await TestKafka.StartAsync("embedded");
        using var letters = new DeadLetters(
            kafka.Options, kafka.Topics, kafka.Metrics, TimeProvider.System, NullLogger<DeadLetters>.Instance, queue: 3);
        for (byte i = 0; i < 50; i++)
        {
            letters.Add(Some.Record([i], [i]), Some.Now.UnixMilliseconds, null, RejectReason.Undecodable, "No position.");
        }

        await letters.FlushAsync().WaitAsync(Patience.For(60), TestContext.Current.CancellationToken);
        Assert.Empty(letters.Full);
        Assert.Equal(Enumerable.Range(0, 50), ReadAll(kafka, 50).Select(l => (int)l.Message.Key![0]));
    }

    [Fact]
    public async Task Letters_for_a_broker_that_does_not_answer_block_nobody_and_say_of_which_partition_no_more_is_to_be_read()
    {
        await using var kafka = await TestKafka.StartAsync("embedded");
        using var letters = new DeadLetters(
            new KafkaOptions { BootstrapServers = "127.0.0.1:1" }, kafka.Topics, kafka.Metrics, TimeProvider.System,
            NullLogger<DeadLetters>.Instance, queue: 3);
        var record = Some.Record([1], [1]);
        var partition = record.Partition;
        for (var i = 0; i < 50; i++)
        {
            letters.Add(Some.Record([1], [1]), Some.Now.UnixMilliseconds, null, RejectReason.Undecodable, "No position.");
        }

        Assert.Equal([partition], letters.Full);
        Assert.False(letters.FlushAsync().IsCompleted);
    }

    [Fact]
    public async Task A_letter_too_large_for_the_broker_is_delivered_cut_and_says_so()
    {
        await using var kafka = await TestKafka.StartAsync("real Consumer");
        using var letters = new DeadLetters(
            kafka.Options, kafka.Topics, kafka.Metrics, TimeProvider.System, NullLogger<DeadLetters>.Instance);
        var noise = new byte[2_000_000];
        new Random(1).NextBytes(noise);
        letters.Add(Some.Record([1], noise), Some.Now.UnixMilliseconds, null, RejectReason.Oversized, "Too large.");
        await letters.FlushAsync().WaitAsync(Patience.For(60), TestContext.Current.CancellationToken);
        var found = Assert.Single(ReadAll(kafka, 1));
        Assert.Equal("2000000", Header(found, DeadLetters.CutFromHeader));
        Assert.Equal(noise[..found.Message.Value.Length], found.Message.Value);
    }

    [Fact]
    public async Task A_letter_whose_headers_or_key_are_too_large_is_delivered_without_and_says_so()
    {
        await using var kafka = await TestKafka.StartAsync("real Consumer");
        using var letters = new DeadLetters(
            kafka.Options, kafka.Topics, kafka.Metrics, TimeProvider.System, NullLogger<DeadLetters>.Instance);
        var noise = new byte[2_000_000];
        new Random(2).NextBytes(noise);
        letters.Add(Some.Record([1], [2, 3]), Some.Now.UnixMilliseconds, new Headers { { "trace", noise }, { "platform", [7] } },
            RejectReason.Undecodable, "Not a message.");
        letters.Add(Some.Record(noise, [2, 3]), Some.Now.UnixMilliseconds, null, RejectReason.UnknownVehicle, "Not a vehicle.");
        await letters.FlushAsync().WaitAsync(Patience.For(60), TestContext.Current.CancellationToken);
        var found = ReadAll(kafka, 2).ToDictionary(l => Header(l, DeadLetterHeaders.Reason));
        var (headers, key) = (found["undecodable"], found["unknown-vehicle-format"]);
        Assert.Equal("2", Header(headers, DeadLetters.CutHeadersHeader));
        Assert.DoesNotContain(headers.Message.Headers, h => h.Key is "trace" or "platform");
        Assert.Equal([1], headers.Message.Key);
        Assert.Equal([2, 3], headers.Message.Value);
        Assert.Equal("2000000", Header(key, DeadLetters.CutKeyFromHeader));
        Assert.Equal(noise[..key.Message.Key.Length], key.Message.Key);
        Assert.Equal([2, 3], key.Message.Value);
    }

    [Fact]
    public async Task A_letter_whose_time_the_broker_does_not_take_is_delivered_at_the_present()
    {
        await using var kafka = await TestKafka.StartAsync("real Consumer");
        var strict = kafka.Topics.DeadLetterTopic + "-strict";
        await KafkaTopics.EnsureAsync(
            kafka.Options, [new(strict, 1, new Dictionary<string, string> { ["message.timestamp.before.max.ms"] = "3600000" })]);
        kafka.Topics.DeadLetterTopic = strict;
        using var letters = new DeadLetters(
            kafka.Options, kafka.Topics, kafka.Metrics, TimeProvider.System, NullLogger<DeadLetters>.Instance);
        letters.Add(Some.Record([1], [2]), Some.Now.UnixMilliseconds, null, RejectReason.Undecodable, "Not a message.");
        await letters.FlushAsync().WaitAsync(Patience.For(30), TestContext.Current.CancellationToken);
        var found = Assert.Single(ReadAll(kafka, 1));
        Assert.True(found.Message.Timestamp.UnixTimestampMs > Some.Now.UnixMilliseconds);
    }

    private static string Header(ConsumeResult<byte[], byte[]> letter, string name) =>
        Encoding.UTF8.GetString(letter.Message.Headers.Single(h => h.Key == name).GetValueBytes());

    private static List<ConsumeResult<byte[], byte[]>> ReadAll(TestKafka kafka, int count)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            kafka.Options.Apply(new ConsumerConfig { GroupId = "letters", AutoOffsetReset = AutoOffsetReset.Earliest })).Build();
        consumer.Assign(new TopicPartitionOffset(kafka.Topics.DeadLetterTopic, 0, Offset.Beginning));
        var found = new List<ConsumeResult<byte[], byte[]>>();
        while (found.Count < count)
        {
            found.Add(consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"Only {found.Count} dead letters came."));
        }

        return found;
    }

    private static async Task<int> CountAsync(TestKafka kafka, string label)
    {
        using var text = new MemoryStream();
        await kafka.Registry.CollectAndExportAsTextAsync(text);
        return Encoding.UTF8.GetString(text.ToArray()).Split('\n')
            .Where(l => l.StartsWith("hazmattrack_dead_letters_total{", StringComparison.Ordinal) && l.Contains(label, StringComparison.Ordinal))
            .Sum(l => int.Parse(l.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
    }

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
