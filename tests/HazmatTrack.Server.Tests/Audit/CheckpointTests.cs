using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Audit;
using HazmatTrack.TestServers;
using HazmatTrack.Tracker.Audit;

namespace HazmatTrack.Server.Tests.Audit;

/// <summary>Checkpoints of the audit record are made by one silo, and reach the topic in order.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-checkpoints-");
    private readonly SomeLog _keys = new();

    public void Dispose()
    {
        _keys.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_entry_is_signed_after_the_time_and_many_entries_are_sooner()
    {
        var options = new AuditOptions { CheckpointEvery = TimeSpan.FromSeconds(3), CheckpointEntries = 50, Origin = SomeLog.Origin };
        await using var silo = await AuditServiceHost.StartAsync(await OpenAsync(), _keys, options, null);
        await silo.Writer.WriteAsync(SomeAudit.Read(1), default);
        await Eventually.BecomesTrueAsync(async () => (await silo.Store.StatusAsync(default)).Covered == 1, "the entry is signed");

        options.CheckpointEvery = TimeSpan.FromHours(1);
        await Task.WhenAll(Enumerable.Range(2, 50).Select(i => silo.Writer.WriteAsync(SomeAudit.Read(i), default)));
        await Eventually.BecomesTrueAsync(async () => (await silo.Store.StatusAsync(default)).Covered == 51, "the entries are signed");
        await silo.Writer.WriteAsync(SomeAudit.Read(52), default);
        Assert.Equal(2, silo.Metrics.Made);
        Assert.Equal(new(1, 52, 51, null), await AuditVerification.VerifyAsync(silo.Store, _keys.Trust, [], default));
    }

    [Fact]
    public async Task Checkpoints_reach_the_topic_in_order_and_a_crash_before_the_progress_doubles_them()
    {
        var kafka = new ClientConfig { BootstrapServers = Servers.Kafka };
        var options = new AuditOptions { Topic = await NewTopicAsync(kafka), CheckpointEvery = TimeSpan.FromSeconds(1), Origin = SomeLog.Origin };
        var store = await OpenAsync();
        for (var i = 1; i <= 6; i++)
        {
            await store.AppendAsync([SomeAudit.Read(i), SomeAudit.Read(i)], default);
            await store.CheckpointAsync(_keys.Signer, default);
        }

        // A relay that had the lease, had four checkpoints acknowledged, and died when it had recorded two of them.
        var (lease, now) = (CheckpointRelay.LeaseOf(options.Topic), Instant.From(DateTimeOffset.UtcNow));
        Assert.Equal(0, await store.TakeLeaseAsync(lease, "died", now, now + TimeSpan.FromSeconds(2), default));
        Assert.Null(await store.TakeLeaseAsync(lease, "another", now, now, default));
        var made = (await store.CheckpointsAsync(0, 100, default)).Select(n => (Note: n, Checkpoint: AuditCheckpoint.Parse(n.Text))).ToList();
        using (var publisher = new CheckpointPublisher(kafka, options.Topic, TimeSpan.FromSeconds(60)))
        {
            await publisher.DeliverAsync(made[..4]);
        }

        Assert.True(await store.AdvanceLeaseAsync(lease, "died", 4, now + TimeSpan.FromSeconds(2), default));

        await using var silo = await AuditServiceHost.StartAsync(store, _keys, options, kafka);
        await silo.Writer.WriteAsync(SomeAudit.Read(7), default);
        var published = await ReadAsync(options.Topic, 9);
        Assert.Equal([2L, 4, 6, 8, 6, 8, 10, 12, 13], published.Select(p => p.Checkpoint.Size));
        Assert.All(published, p => Assert.True(p.Note.IsSignedBy(_keys.Signer.PublicKey)));
        Assert.Equal((await store.CheckpointsAsync(0, 100, default)).Select(n => n.ToString()), published.Select(p => p.Note.ToString()).Distinct());
        await Eventually.BecomesTrueAsync(() => (silo.Metrics.Waiting, silo.Metrics.Published) == (0, 5), "nothing waits");
    }

    [Fact]
    public async Task Of_two_silos_one_makes_and_publishes_and_the_other_takes_over_when_it_stops()
    {
        var kafka = new ClientConfig { BootstrapServers = Servers.Kafka };
        var options = new AuditOptions { Topic = await NewTopicAsync(kafka), CheckpointEvery = TimeSpan.FromSeconds(1), Origin = SomeLog.Origin };
        var database = await Servers.NewPostgresDatabaseAsync();
        var first = await AuditServiceHost.StartAsync(await AuditStore.OpenPostgresAsync(database, TimeProvider.System, default), _keys, options, kafka);
        await Eventually.BecomesTrueAsync(() => first.Makes && first.Publishes, "the first silo has the leases");
        await using var second = await AuditServiceHost.StartAsync(
            await AuditStore.OpenPostgresAsync(database, TimeProvider.System, default), _keys, options, kafka);

        // Entries of both, signed by one.
        for (var i = 1; i <= 3; i++)
        {
            await first.Writer.WriteAsync(SomeAudit.Read(i), default);
            await second.Writer.WriteAsync(SomeAudit.Read(i), default);
            await Eventually.BecomesTrueAsync(async () => (await first.Store.StatusAsync(default)).Covered == 2 * i, "both entries are signed");
        }

        Assert.Equal((0.0, false, false), (second.Metrics.Made, second.Makes, second.Publishes));
        var made = (await second.Store.CheckpointsAsync(0, 100, default)).Count;
        Assert.Equal(made, first.Metrics.Made);
        Assert.Equal(made, (await ReadAsync(options.Topic, made)).Count);

        await first.DisposeAsync();
        await second.Writer.WriteAsync(SomeAudit.Read(7), default);
        var published = await ReadAsync(options.Topic, made + 1);
        Assert.Equal(7, published[^1].Checkpoint.Size);
        Assert.Equal(made + 1, published.DistinctBy(p => p.Checkpoint.Size).Count());
        Assert.Equal(1, second.Metrics.Made);
        Assert.Equal(new(1, 7, 7, null), await AuditVerification.VerifyAsync(second.Store, _keys.Trust, [.. published.Select(p => p.Note)], default));
    }

    private Task<AuditStore> OpenAsync() => AuditStore.OpenSqliteAsync(Path.Combine(_folder.FullName, "audit.db"), TimeProvider.System, default);

    private static async Task<string> NewTopicAsync(ClientConfig kafka)
    {
        var topic = $"audit-{Guid.NewGuid():N}";
        using var admin = new AdminClientBuilder(kafka).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }]);
        return topic;
    }

    /// <summary>Reads so many checkpoints, and whatever comes within a second after.</summary>
    private static async Task<List<(SignedNote Note, AuditCheckpoint Checkpoint)>> ReadAsync(string topic, int count)
    {
        var records = await TopicRecords.ReadAsync(topic, 1, count);
        Assert.All(records, r => Assert.Equal(SomeLog.Origin, r.Message.Key));
        return [.. records.Select(r => SignedNote.Parse(Encoding.UTF8.GetString(r.Message.Value))).Select(n => (n, AuditCheckpoint.Parse(n.Text)))];
    }
}
