using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Tests.Alerts;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Alerts;
using HazmatTrack.Tracker.Relay;

namespace HazmatTrack.Server.Tests.Alerts;

/// <summary>A process starts while a partition of the topic of alerts has no leader.</summary>
public sealed class AlertsWithoutLeaderTests
{
    private const string Topic = "alerts";
    private const int Partitions = 3;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_other_partitions_are_compared_and_an_older_store_waits_for_all()
    {
        Assert.SkipWhen(PrivateServers.WhyNot is not null, PrivateServers.WhyNot ?? "");
        await using var servers = await PrivateServers.StartAsync(Partitions);
        var kafka = new KafkaOptions { BootstrapServers = servers.Kafka };
        using var admin = new AdminClientBuilder(kafka.Apply(new AdminClientConfig())).Build();
        await admin.CreateTopicsAsync(
        [
            new TopicSpecification
            {
                Name = Topic,
                NumPartitions = Partitions,
                ReplicasAssignments = Enumerable.Range(0, Partitions).ToDictionary(p => p, p => new List<int> { p + 1 }),

                // The events are of a day that is longer ago than brokers keep records.
                Configs = new() { ["min.insync.replicas"] = "1", ["retention.ms"] = "-1" },
            },
        ]);

        var folder = Directory.CreateTempSubdirectory("hazmat-leader-");
        await using var whole = await AlertStore.OpenSqliteAsync(Path.Combine(folder.FullName, "whole.db"), Stop);
        await using var empty = await AlertStore.OpenSqliteAsync(Path.Combine(folder.FullName, "empty.db"), Stop);
        await whole.ApplyAsync([SomeAlerts.Raise(), SomeAlerts.Raise(2, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromHours(2)))], Stop);
        using (var publisher = new AlertPublisher(kafka.Apply(new ClientConfig()), Topic, RuleList.Catalog, TimeSpan.FromSeconds(60)))
        {
            await publisher.DeliverAsync(await whole.EventsAfterAsync(0, 100, Stop));
        }

        // A partition without events of the truck.
        var gone = (PartitionsToEnd.ReadAll<Ignore, byte[]>(kafka, "alerts", Topic)[0].Partition.Value + 1) % Partitions;
        await servers.DoAsync("kill", $"kafka-{gone + 1}");
        await Eventually.BecomesTrueAsync(() => Leaders() == Partitions - 1, "a partition has no leader", 60);

        var compared = await AlertRestoring.RunAsync(whole, kafka, Topic, Stop);
        Assert.Null(compared.Restored);
        Assert.Equal([gone], compared.Unread);
        await whole.ApplyAsync([SomeAlerts.Raise(3, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromHours(3)))], Stop);
        Assert.Equal(2 + AlertStore.NumbersLeftOut + 1, (await whole.LastEventAsync(Stop)).Last);

        var refused = await Assert.ThrowsAsync<KafkaException>(() => AlertRestoring.RunAsync(empty, kafka, Topic, Stop));
        Assert.Contains($"partitions {gone} of topic {Topic} have no leader", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await empty.LastEventAsync(Stop)).Last);

        await servers.DoAsync("start", $"kafka-{gone + 1}");
        await Eventually.BecomesTrueAsync(() => Leaders() == Partitions, "all partitions have leaders", 60);
        compared = await AlertRestoring.RunAsync(empty, kafka, Topic, Stop);
        Assert.Equal(new(0, 1, 2, 2, 0), compared.Restored);
        Assert.Empty(compared.Unread);
        Assert.Equal(2 + AlertStore.NumbersLeftOut, (await empty.EventRangeAsync(Stop)).Last);
        folder.Delete(recursive: true);

        int Leaders() => admin.GetMetadata(Topic, TimeSpan.FromSeconds(10)).Topics.Single().Partitions.Count(p => p.Leader >= 0);
    }
}
