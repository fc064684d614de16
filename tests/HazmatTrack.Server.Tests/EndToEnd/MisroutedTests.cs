using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;
using HazmatTrack.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>Trucks whose sender does not put them into their partition, as kcat and most clients that are not Java's do.</summary>
public sealed class MisroutedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-misrouted-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("embedded")]
    [InlineData("real")]
    public async Task Trucks_whose_reports_are_spread_over_all_partitions_have_the_crossings_and_the_history_of_trucks_sent_right(string kind)
    {
        var fleet = SomeFleet.Drive(4, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 8, TimeProvider.System);
        await using var program = kind == "embedded" ? TestProgram.Embedded(_folder) : await TestProgram.RealAsync();
        var silo = await program.StartAsync();
        var astray = Scatter(program, fleet.Arrivals, new Random(8));

        // Only the copies are applied: each report once.
        await silo.HasTakenAsync(fleet.Arrivals.Count);
        await RoadTests.HasWhatItMustAsync(program, fleet);
        Assert.Equal(astray, await silo.CountAsync("hazmattrack_misrouted_total"));
        Assert.Equal(fleet.Arrivals.Count + astray, await silo.CountAsync("hazmattrack_records_received_total"));
        Assert.Equal(0, await silo.CountAsync("hazmattrack_dead_letters_total"));
        Assert.Equal(0, await silo.CountAsync("hazmattrack_tracking_restarts_total"));
        Assert.True(silo.Log.HasSaid("partitioner=murmur2_random"));
    }

    /// <summary>Produces each report to a partition by chance; answers how many of them are in another than their own.</summary>
    private static int Scatter(TestProgram program, IReadOnlyList<(VehicleId Vehicle, PositionReport Report)> reports, Random random)
    {
        var services = program.Silos[0].Host.App.Services;
        var partitions = services.GetRequiredService<Contracts.Tracking.PositionLog>().PositionPartitions;
        using var producer = new ProducerBuilder<string, byte[]>(services.GetRequiredService<KafkaOptions>().Apply(new ProducerConfig())).Build();
        var astray = 0;
        foreach (var (vehicle, report) in reports)
        {
            var partition = random.Next(partitions);
            producer.Produce(new TopicPartition(program.Topic, partition), new() { Key = vehicle.ToString(), Value = PositionSender.Encode(vehicle, report) });
            astray += partition == KeyHash.PartitionOf(Encoding.UTF8.GetBytes(vehicle.ToString()), partitions) ? 0 : 1;
        }

        producer.Flush(Stop);
        return astray;
    }
}
