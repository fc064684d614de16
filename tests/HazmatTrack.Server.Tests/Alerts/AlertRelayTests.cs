using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Tests.Alerts;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Alerts;
using HazmatTrack.Tracker.Relay;

namespace HazmatTrack.Server.Tests.Alerts;

public class AlertRelayTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task Events_reach_the_topic_in_order_and_a_crash_before_the_progress_doubles_them_under_the_same_ids()
    {
        var kafka = new ClientConfig { BootstrapServers = Servers.Kafka };
        var topic = await NewTopicAsync(kafka);
        var folder = Directory.CreateTempSubdirectory("hazmat-relay-");
        var store = await AlertStore.OpenSqliteAsync(Path.Combine(folder.FullName, "alerts.db"), default);
        for (var i = 0; i < 40; i++)
        {
            await store.ApplyAsync(
                [SomeAlerts.Raise(i, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromSeconds(i)), i % 2 == 0 ? SomeAlerts.Truck : SomeAlerts.OtherTruck)],
                    default);
        }

        // A relay that had the right, had 25 events acknowledged, and died before it could note that.
        var now = Domain.Instant.From(DateTimeOffset.UtcNow);
        Assert.Equal(0, await store.TakeRelayAsync(topic, "died", now, now + TimeSpan.FromSeconds(4), default));
        using (var publisher = new AlertPublisher(kafka, topic, HazmatTrack.Domain.Rules.Catalog.RuleList.Catalog, s_patience))
        {
            await publisher.DeliverAsync(await store.EventsAfterAsync(0, 25, default));
        }

        var options = new AlertsOptions { Topic = topic, RelayLease = TimeSpan.FromSeconds(3) };
        await using (var host = await AlertsHost.StartAsync(options: options, kafka: kafka, store: store))
        {
            await host.RaiseAsync(500, "another");
            await host.Store.HandleAsync((await store.EventsAfterAsync(0, 1, default))[0].Alert.Id, SomeAlerts.Step(HandlingAction.Acknowledge), default);
            var expected = await store.EventsAfterAsync(0, 1000, default);
            var relayed = await ReadAsync(topic, expected.Count + 25);

            Assert.Equal(expected.Count + 25, relayed.Count);
            Assert.Equal(expected.Select(e => e.Id).Order(), relayed.Select(r => r.EventId).Distinct().Order());
            foreach (var vehicle in relayed.GroupBy(r => r.Key))
            {
                var once = vehicle.DistinctBy(r => r.EventId).ToList();
                Assert.Equal(once.OrderBy(r => r.Sequence), once);
                Assert.Equal(expected.Where(e => e.Alert.Vehicle.ToString() == vehicle.Key).Select(e => e.Sequence), once.Select(r => r.Sequence));
            }

            var acknowledged = Assert.Single(relayed, r => r.Type == "acknowledged").Value;
            Assert.Equal("李警官", acknowledged.GetProperty("by").GetString());
            Assert.Equal("acknowledged", acknowledged.GetProperty("alert").GetProperty("status").GetString());
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Of_two_silos_one_relays_and_the_other_takes_over_when_it_stops()
    {
        var kafka = new ClientConfig { BootstrapServers = Servers.Kafka };
        var topic = await NewTopicAsync(kafka);
        var database = await Servers.NewPostgresDatabaseAsync();
        var options = new AlertsOptions { Topic = topic, RelayLease = TimeSpan.FromSeconds(3) };
        var first = await AlertsHost.StartAsync(options: options, kafka: kafka, store: await AlertStore.OpenPostgresAsync(database, default));
        var metrics = (AlertMetrics)first.Services.GetService(typeof(AlertMetrics))!;
        await Eventually.BecomesTrueAsync(() => metrics.Relaying.Value == 1, "the first silo relays", 60);
        await using var second = await AlertsHost.StartAsync(options: options, kafka: kafka, store: await AlertStore.OpenPostgresAsync(database, default));
        await second.RaiseAsync(1);
        await second.RaiseAsync(2);
        Assert.Equal(2, (await ReadAsync(topic, 2)).Count);
        Assert.Equal(0, ((AlertMetrics)second.Services.GetService(typeof(AlertMetrics))!).Relaying.Value);

        await first.DisposeAsync();
        await second.RaiseAsync(3);
        Assert.Equal([1L, 2L, 3L], (await ReadAsync(topic, 3)).Select(r => r.Sequence));
    }

    [Fact]
    public async Task Events_outlast_brokers_that_cannot_be_reached()
    {
        var real = new ClientConfig { BootstrapServers = Servers.Kafka };
        var topic = await NewTopicAsync(real);
        var folder = Directory.CreateTempSubdirectory("hazmat-relay-");
        var file = Path.Combine(folder.FullName, "alerts.db");
        var options = new AlertsOptions { Topic = topic, RelayLease = TimeSpan.FromSeconds(3) };
        var nowhere = new ClientConfig { BootstrapServers = "127.0.0.1:1" };
        await using (var host = await AlertsHost.StartAsync(options: options, kafka: nowhere, file: file))
        {
            await host.RaiseAsync(1);
            await host.RaiseAsync(2);
            var metrics = (AlertMetrics)host.Services.GetService(typeof(AlertMetrics))!;
            await Eventually.BecomesTrueAsync(() => metrics.RelayFailures >= 2, "the relay tries again", 60);
        }

        await using (var host = await AlertsHost.StartAsync(options: options, kafka: real, file: file))
        {
            Assert.Equal([1L, 2L], (await ReadAsync(topic, 2)).Select(r => r.Sequence));
        }

        folder.Delete(recursive: true);
    }

    private static async Task<string> NewTopicAsync(ClientConfig kafka)
    {
        var topic = $"alerts-{Guid.NewGuid():N}";
        using var admin = new AdminClientBuilder(kafka).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 3, ReplicationFactor = 1 }]);
        return topic;
    }

    /// <summary>Reads so many records, and whatever comes within a second after.</summary>
    private static async Task<List<Relayed>> ReadAsync(string topic, int count) =>
        [.. (await TopicRecords.ReadAsync(topic, 3, count)).Select(Relayed.Of).OrderBy(r => r.Partition).ThenBy(r => r.Offset)];

    private sealed record Relayed(int Partition, long Offset, string Key, string EventId, string Type, long Sequence, JsonElement Value)
    {
        public static Relayed Of(ConsumeResult<string, byte[]> record)
        {
            string Header(string name) => Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(name));
            return new(
                record.Partition.Value, record.Offset.Value, record.Message.Key, Header("event-id"), Header("event-type"),
                long.Parse(Header("sequence"), CultureInfo.InvariantCulture), JsonDocument.Parse(record.Message.Value).RootElement);
        }
    }
}
