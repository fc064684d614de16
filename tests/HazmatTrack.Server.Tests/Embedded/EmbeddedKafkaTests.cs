using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Embedded;

public sealed class EmbeddedKafkaTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-embedded-kafka-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_producer_reaches_the_embedded_Kafka_at_the_chosen_port_which_the_log_tells()
    {
        var port = FreePorts.Next();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync($"--Kafka:EmbeddedPort={port}");
        var address = $"127.0.0.1:{port}";
        Assert.True(silo.Log.HasSaid($"The embedded Kafka is at {address}"));
        var (vehicle, arrivals) = SomeFleet.Drive(1, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(30), 1, TimeProvider.System).Trucks[0];
        var config = PositionSender.Config(TimeSpan.FromSeconds(30));
        config.BootstrapServers = address;
        using var producer = new ProducerBuilder<string, byte[]>(config).Build();
        await Task.WhenAll(arrivals.Select(a => producer.ProduceAsync(
            program.Topic, new() { Key = vehicle.ToString(), Value = PositionSender.Encode(vehicle, a.Report) }, TestContext.Current.CancellationToken)));
        await silo.HasTakenAsync(arrivals.Count);
    }
}
