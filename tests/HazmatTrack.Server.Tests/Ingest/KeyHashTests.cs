using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Kafka;

namespace HazmatTrack.Server.Tests.Ingest;

public sealed class KeyHashTests
{
    /// <summary>As Apache Kafka's own clients have them.</summary>
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void A_key_has_the_hash_that_Java_gives_it(string key, int hash) => Assert.Equal(hash, KeyHash.Murmur2(Encoding.UTF8.GetBytes(key)));

    [Fact]
    public async Task A_truck_belongs_to_the_partition_that_its_sender_puts_it_into()
    {
        await using var kafka = await TestKafka.StartAsync("embedded");
        using var producer = new ProducerBuilder<string, byte[]>(kafka.Options.Apply(PositionSender.Config(TimeSpan.FromSeconds(30)))).Build();
        string[] trucks = [.. Enumerable.Range(0, 40).Select(i => $"苏E{i:00}{"ABCDE"[..(i % 5)]}_2")];
        var sent = await Task.WhenAll(trucks.Select(t => producer.ProduceAsync(kafka.Topics.Topic, new() { Key = t, Value = [] })));
        Assert.Equal(sent.Select(s => s.Partition.Value), trucks.Select(t => KeyHash.PartitionOf(Encoding.UTF8.GetBytes(t), kafka.Topics.Partitions)));
    }
}
