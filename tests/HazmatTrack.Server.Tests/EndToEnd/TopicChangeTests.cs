using System.Text.Json.Nodes;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.Registry;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;
using HazmatTrack.Tracker.Intake;
using HazmatTrack.Tracker.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>What operators do to topic <c>positions</c> while silos run.</summary>
public sealed class TopicChangeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(8, 24)]
    [InlineData(4, 6)]
    public async Task Trucks_that_change_partitions_while_they_drive_are_told_as_if_the_topic_had_always_had_so_many(int before, int after)
    {
        var fleet = Punctual(18, 21);
        await using var program = await TestProgram.RealAsync(before);
        await program.StartAsync();
        await program.StartAsync();
        using (var stale = new Gateway(program.Topic))
        using (var fresh = new Gateway(program.Topic))
        {
            // Half of the senders hear of the new partitions at once, the others not before the test ends.
            var slices = fleet.Arrivals.Chunk(fleet.Arrivals.Count / 40).ToList();
            foreach (var slice in slices[..20])
            {
                await stale.SendAsync(slice);
            }

            await GrowAsync(program.Topic, after);
            foreach (var slice in slices[20..])
            {
                await Task.WhenAll(
                    stale.SendAsync(slice.Where(a => !IsQuick(a.Vehicle))),
                    fresh.SendAsync(slice.Where(a => IsQuick(a.Vehicle))));
            }
        }

        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(program.Silos.TrueForAll(s => PartitionsOf(s) == after)), "the silos know of all partitions", 30);
        await RoadTests.HasWhatItMustAsync(program, fleet, 90);
        foreach (var (vehicle, _) in fleet.Trucks)
        {
            Assert.All(await program.AlertsOfAsync(vehicle), a =>
            {
                Assert.NotEqual(AlertStatus.Retracted, a.Status);
                Assert.False(a.Finding.Crossing?.Dark ?? false, $"{vehicle}: {SomeFleet.Text(a.Finding)} is dark.");
            });
        }

        Assert.All(program.Silos, s => Assert.False(s.Log.HasSaid("restarts in")));
        Assert.True(
            JsonNode.Parse(await program.Silos[0].Http.GetStringAsync(new Uri("/api/v1/partitions", UriKind.Relative), Stop))!["settled"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_permit_filed_while_trucks_change_partitions_counts_for_every_one_of_them()
    {
        var fleet = Punctual(24, 27);
        await using var program = await TestProgram.RealAsync(4);
        await program.StartAsync();
        await program.StartAsync();
        var registry = program.Silos[0].Host.App.Services.GetRequiredService<IRegistryStore>();
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        var permits = fleet.Trucks.Select((t, i) => new Permit
        {
            Number = $"P{i}",
            Vehicle = t.Vehicle,
            Provinces = [.. ((int[])[310_000, 320_000, 330_000, 340_000]).Select(p => new ProvinceCode(p))],
            ValidFrom = now - TimeSpan.FromDays(30),
            ValidTo = now + TimeSpan.FromDays(30),
        }).ToDictionary(p => p.Vehicle);
        using (var gateway = new Gateway(program.Topic))
        {
            var slices = fleet.Arrivals.Chunk(fleet.Arrivals.Count / 12).ToList();
            foreach (var (i, slice) in slices.Index())
            {
                await gateway.SendAsync(slice);
                if (i == 8)
                {
                    await GrowAsync(program.Topic, 6);
                }

                if (i >= 8)
                {
                    foreach (var permit in permits.Values.Where((_, n) => n % (slices.Count - 8) == i - 8))
                    {
                        await registry.FileAsync(DocumentKinds.Permit, permit, "张三", Stop);
                    }
                }
            }
        }

        foreach (var (vehicle, arrivals) in fleet.Trucks)
        {
            var expected = SomeFleet.Expected(vehicle, arrivals.Select(a => a.Report), VehicleDocuments.From(permits[vehicle]));
            IReadOnlyList<string> standing = [];
            await Eventually.BecomesTrueAsync(
                async () => (standing = await program.StandingAsync(vehicle)).SequenceEqual(expected),
                () => $"{vehicle}: the expected alerts\n{string.Join('\n', expected)}\nstanding\n{string.Join('\n', standing)}",
                60);
        }
    }

    [Fact]
    public async Task Records_read_again_are_counted_apart_so_that_what_was_produced_adds_up()
    {
        var fleet = SomeFleet.Drive(4, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 23, TimeProvider.System);
        var (vehicle, sent) = (fleet.Trucks[0].Vehicle, fleet.Arrivals.Count);
        await using var program = await TestProgram.RealAsync(4);
        var silo = await program.StartAsync();
        await program.SendAsync(fleet.Arrivals);
        await program.SendAsync(fleet.Arrivals.Take(10).Append((vehicle, new PositionReport { Time = default })));
        await Eventually.BecomesTrueAsync(async () => await SumAsync(silo) == sent + 11, "all are counted");
        Assert.Equal(0, await silo.CountAsync("hazmattrack_records_reread_total"));
        await program.StopAsync(silo);

        // As after a crash before anything was committed.
        await RewindAsync(program.Topic, program.Group, 4);
        silo = await program.StartAsync();
        await Eventually.BecomesTrueAsync(async () => await silo.CountAsync("hazmattrack_records_reread_total") == sent + 11, "all are read again");
        await program.SendAsync(fleet.Arrivals.Take(5));
        await Eventually.BecomesTrueAsync(async () => await SumAsync(silo) == sent + 16, "all are counted");
        Assert.Equal(
            (0, 5, 0),
            (await silo.CountAsync("hazmattrack_reports_applied_total"), await silo.CountAsync("hazmattrack_reports_duplicate_total"),
             await silo.CountAsync("hazmattrack_dead_letters_total")));
        Assert.Equal(sent + 16, await silo.CountAsync("hazmattrack_records_received_total"));
        await RoadTests.HasWhatItMustAsync(program, fleet);

        static async Task<double> SumAsync(TestProgram.Silo silo) => await silo.CountAsync("hazmattrack_reports_applied_total")
            + await silo.CountAsync("hazmattrack_reports_duplicate_total") + await silo.CountAsync("hazmattrack_records_reread_total")
            + await silo.CountAsync("hazmattrack_dead_letters_total");
    }

    [Fact]
    public async Task Records_that_the_topic_removed_while_the_silo_stood_still_are_counted()
    {
        var fleet = Punctual(3, 24);
        var half = fleet.Arrivals.Count / 2;
        await using var program = await TestProgram.RealAsync(1);
        var silo = await program.StartAsync();
        await program.SendAsync(fleet.Arrivals.Take(half));
        await silo.HasTakenAsync(half);
        await program.StopAsync(silo);
        using (var gateway = new Gateway(program.Topic))
        {
            await gateway.SendAsync(fleet.Arrivals.Skip(half));
        }

        using (var admin = Admin())
        {
            await admin.DeleteRecordsAsync([new(program.Topic, 0, half + 25)]);
        }

        silo = await program.StartAsync();
        await silo.HasTakenAsync(fleet.Arrivals.Count - half - 25);
        Assert.Equal(25, await silo.CountAsync("hazmattrack_records_lost_total"));
        Assert.True(silo.Log.HasSaid($"partition 0, offsets {half} to {half + 24}, were removed"));
        var ready = await silo.Http.GetStringAsync(new Uri("/healthz/ready", UriKind.Relative), Stop);
        Assert.Contains($"Partition 0 lost offsets {half} to {half + 24}", ready, StringComparison.Ordinal);
    }

    private static async Task RewindAsync(string topic, string group, int partitions)
    {
        using var admin = Admin();
        await admin.AlterConsumerGroupOffsetsAsync(
            [new(group, [.. Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, 0))])]);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(3)]
    [InlineData(12)]
    public async Task Trucks_drive_on_while_the_topic_is_deleted_and_created_again(int partitions)
    {
        var fleet = Punctual(8, 22, hours: 3);
        await using var program = await TestProgram.RealAsync(8);
        var silo = await program.StartAsync();
        var half = fleet.Arrivals.Count * 2 / 3;
        using (var gateway = new Gateway(program.Topic))
        {
            await gateway.SendAsync(fleet.Arrivals.Take(half));
        }

        await silo.HasTakenAsync(half);
        await RecreateAsync(program.Topic, partitions);
        using (var gateway = new Gateway(program.Topic))
        {
            foreach (var slice in fleet.Arrivals.Skip(half).Chunk(half / 20))
            {
                await gateway.SendAsync(slice);
            }
        }

        await RoadTests.HasWhatItMustAsync(program, fleet, 90);
        Assert.Equal((partitions, 2), (PartitionsOf(silo), silo.Host.App.Services.GetRequiredService<PositionLog>().Now.Incarnation));
        Assert.True(silo.Log.HasSaid("was deleted and created again"));
        var services = silo.Host.App.Services;
        var hot = services.GetRequiredService<IHotState>();
        foreach (var (vehicle, arrivals) in fleet.Trucks)
        {
            // Until the silo notices, it may continue in the new log beyond its beginning: what it takes for a jump, and nothing else, is retracted.
            foreach (var alert in (await program.AlertsOfAsync(vehicle)).Where(a => a.Status == AlertStatus.Retracted))
            {
                Assert.Equal(1, (await services.GetRequiredService<AlertStore>().EventsOfAsync(alert.Id, Stop))[0].Alert.Cause.Incarnation);
            }

            // Its offsets began at 0 again, and its tail settles all the same once all is stored.
            await services.GetRequiredService<TrackingService>()
                .RefreshAsync(services.GetRequiredService<PartitionSessions>().Open.First(s => s.Owns(vehicle)), [vehicle]).WaitAsync(
                    TimeSpan.FromSeconds(30), Stop);
            var packed = VehicleTracker.Decode(vehicle, (await hot.ReadAsync([vehicle], Stop))[0]!.Value.Span, new(2, TopicState.HomeOf(vehicle, partitions)));
            Assert.Equal(arrivals.Count, packed.Reports);
            Assert.InRange(packed.TailCount, 1, 80);
        }
    }

    private static int PartitionsOf(TestProgram.Silo silo) => silo.Host.App.Services.GetRequiredService<PositionLog>().PositionPartitions;

    private static bool IsQuick(VehicleId vehicle) =>
        vehicle.ToString().Contains('1', StringComparison.Ordinal) == vehicle.ToString().Contains('2', StringComparison.Ordinal);

    /// <summary>Trucks whose every report comes in once and in order.</summary>
    private static SomeFleet Punctual(int trucks, int seed, int hours = 1) => SomeFleet.Drive(
        trucks, TimeSpan.FromHours(hours), TimeSpan.FromSeconds(30), seed, TimeProvider.System,
        _ => SomeFleet.Punctual);

    private static async Task GrowAsync(string topic, int partitions)
    {
        using var admin = Admin();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = partitions }]);
    }

    private static async Task RecreateAsync(string topic, int partitions)
    {
        using var admin = Admin();
        await admin.DeleteTopicsAsync([topic]);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    await admin.CreateTopicsAsync([new() { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 }]);
                    return true;
                }
                catch (CreateTopicsException)
                {
                    // Still being deleted.
                    return false;
                }
            },
            "the topic is created again",
            30);
    }

    private static IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Servers.Kafka }).Build();

    /// <summary>Sends reports and waits until the broker has them. Hears of new partitions only when it is made.</summary>
    private sealed class Gateway(string topic) : IDisposable
    {
        private IProducer<string, byte[]>? _producer;

        public async Task SendAsync(IEnumerable<(VehicleId Vehicle, PositionReport Report)> reports)
        {
            var config = new ProducerConfig(PositionSender.Config(TimeSpan.FromSeconds(60)))
            {
                BootstrapServers = Servers.Kafka,
                TopicMetadataRefreshIntervalMs = 600_000,
            };
            _producer ??= new ProducerBuilder<string, byte[]>(config).Build();
            await Task.WhenAll(reports.Select(r => _producer.ProduceAsync(
                topic, new() { Key = r.Vehicle.ToString(), Value = PositionSender.Encode(r.Vehicle, r.Report) }, Stop)));
        }

        public void Dispose() => _producer?.Dispose();
    }
}
