using System.Diagnostics;
using System.Text;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.FaultDrill.Verdicts;
using HazmatTrack.Kafka;
using HazmatTrack.Server.Hosting;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Alerts;
using HazmatTrack.Web.Alerts;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>PostgreSQL is lost and restored to a moment that is past, while Kafka and Redis are as they were.</summary>
public sealed class RestoreDrillTests
{
    /// <summary>PostgreSQL lets go of what was archived: a disk that is not mounted must not pass for the archive.</summary>
    [Fact]
    public async Task Where_the_disk_of_the_archive_is_not_mounted_nothing_is_archived()
    {
        var folder = Directory.CreateTempSubdirectory("hazmat-archive-");
        var file = Path.Combine(folder.FullName, "segment");
        await File.WriteAllTextAsync(file, "log", TestContext.Current.CancellationToken);
        var mount = folder.CreateSubdirectory("mount");
        Assert.Equal(1, await ArchiveAsync());
        Assert.Empty(mount.GetFileSystemInfos());
        mount.CreateSubdirectory("wal");
        Assert.Equal(0, await ArchiveAsync());
        Assert.Equal(0, await ArchiveAsync());
        await File.WriteAllTextAsync(file, "of another database", TestContext.Current.CancellationToken);
        Assert.Equal(1, await ArchiveAsync());
        folder.Delete(true);

        async Task<int> ArchiveAsync()
        {
            using var script = Process.Start(new ProcessStartInfo(
                "bash", [Path.Combine(Repository.Root, "deploy", "backup", "archive.sh"), mount.FullName, file, "000000010000000000000001"])
            {
                RedirectStandardError = true,
            })!;
            await script.WaitForExitAsync(TestContext.Current.CancellationToken);
            return script.ExitCode;
        }
    }

    [Fact]
    public async Task A_database_that_is_restored_to_a_moment_before_ends_as_if_nothing_had_been_lost()
    {
        Assert.SkipWhen(PrivateServers.WhyNot is not null, PrivateServers.WhyNot ?? "");
        await using var servers = await PrivateServers.StartAsync(1, 31_000);
        await servers.BackUpAsync();
        await using var program = await TestProgram.OnAsync(servers);
        var fleet = SomeFleet.Drive(12, TimeSpan.FromHours(2), TimeSpan.FromSeconds(20), 21, TimeProvider.System);
        var parts = fleet.Arrivals.Chunk((fleet.Arrivals.Count / 2) + 1).ToArray();
        var silo = await program.StartAsync();
        await program.SendAsync(parts[0]);
        await silo.HasTakenAsync(parts[0].Length);
        var moment = await NowAsync(servers);

        // After the moment: reports, alerts, and what people do with alerts of before and after.
        await program.SendAsync(parts[1]);
        await silo.HasTakenAsync(parts[0].Length + parts[1].Length);
        await Eventually.BecomesTrueAsync(async () => await silo.CountAsync("hazmattrack_rejudge_backlog") == 0, "nothing is left to be evaluated", 60);
        var all = await program.Alerts.EventsAfterAsync(0, 100_000, TestContext.Current.CancellationToken);
        Alert[] acknowledged = [all[0].Alert, all[^1].Alert];
        foreach (var alert in acknowledged)
        {
            var step = SomeAlerts.Step(HandlingAction.Acknowledge);
            Assert.Null((await program.Alerts.HandleAsync(alert.Id, step, TestContext.Current.CancellationToken)).Conflict);
        }

        var before = await program.Alerts.EventsAfterAsync(0, 100_000, TestContext.Current.CancellationToken);
        var kafka = silo.Host.App.Services.GetRequiredService<KafkaOptions>();
        var topic = silo.Host.App.Services.GetRequiredService<Storage.Alerts.AlertsOptions>().Topic;
        await HasAllAsync(kafka, topic, before.Select(e => e.Id));
        await program.StopAsync(silo);
        await ArchivedAsync(servers);
        var archive = (await Storage.PostgresState.ReadAsync(servers.Postgres, TestContext.Current.CancellationToken)).Archive;
        Assert.NotNull(archive);
        Assert.NotNull(archive.Archived);
        Assert.False(archive.IsFailing);

        // Where PostgreSQL answers and takes no changes, no process believes what it reads.
        await servers.RecoverForeverAsync();
        NpgsqlConnection.ClearAllPools();
        var refused = await Assert.ThrowsAsync<StartupException>(() => program.StartAsync());
        Assert.Contains("takes no changes (pg_is_in_recovery)", refused.Message, StringComparison.Ordinal);

        await servers.RestoreAsync(moment);

        // Where they were smaller than before, PostgreSQL would not read its log.
        var settings = Path.Combine(servers.Folder, "pg", "data", "postgresql.auto.conf");
        Assert.Contains("max_connections = 300\n", await File.ReadAllTextAsync(settings, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // Connections of a process that has ended.
        NpgsqlConnection.ClearAllPools();
        silo = await program.StartAsync();
        Assert.True(silo.Log.HasSaid("The database was restored from a backup"));
        var restored = await program.Alerts.EventsAfterAsync(0, 100_000, TestContext.Current.CancellationToken);
        Assert.Equal(before.Select(SomeAlerts.Told), restored.Select(SomeAlerts.Told));

        // What history has lost is read again, though no new record comes, and changes nothing.
        await RoadTests.HasWhatItMustAsync(program, fleet, 60);
        Assert.True(await silo.CountAsync("hazmattrack_reports_applied_total") > 0, "Nothing was read again.");
        Assert.True(await silo.CountAsync("hazmattrack_states_rebuilt_total") > 0, "No state was ahead of history.");
        Assert.Equal(before.Count, (await program.Alerts.EventsAfterAsync(0, 100_000, TestContext.Current.CancellationToken)).Count);
        foreach (var alert in acknowledged)
        {
            var now = await program.Alerts.FindAsync(alert.Id, TestContext.Current.CancellationToken);
            Assert.Contains(now!.Status, (AlertStatus[])[AlertStatus.Acknowledged, AlertStatus.Retracted]);
        }

        // It goes on with numbers of its own.
        var open = (await program.Alerts.ListAsync(new() { Statuses = [AlertStatus.Open], Limit = 1 }, TestContext.Current.CancellationToken)).Alerts[0];
        Assert.Null((await program.Alerts.HandleAsync(
            open.Id, SomeAlerts.Step(HandlingAction.Acknowledge), TestContext.Current.CancellationToken)).Conflict);
        var after = await program.Alerts.EventsAfterAsync(before[^1].Sequence, 100_000, TestContext.Current.CancellationToken);
        var shown = before[^1].Sequence + Storage.Alerts.AlertStore.NumbersLeftOut;
        Assert.NotEmpty(after);
        Assert.All(after, e => Assert.True(e.Sequence > shown, $"Event {e.Sequence} has a number that may have been shown."));
        var ids = before.Concat(after).Select(e => e.Id).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(ids.Distinct(), ids);
        await HasAllAsync(kafka, topic, ids);
        Assert.Empty(IdsOn(kafka, topic).Except(ids));
    }

    /// <summary>What a process sees of a replica that takes over and lacks the newest commits: the database is away, and is back on another timeline.</summary>
    [Fact]
    public async Task Where_a_replica_takes_over_that_lacks_the_newest_commits_a_silo_that_goes_on_ends_as_if_nothing_had_been_lost()
    {
        Assert.SkipWhen(PrivateServers.WhyNot is not null, PrivateServers.WhyNot ?? "");
        await using var servers = await PrivateServers.StartAsync(1, 31_000);
        await servers.BackUpAsync();
        await using var program = await TestProgram.OnAsync(servers);
        var fleet = SomeFleet.Drive(12, TimeSpan.FromHours(2), TimeSpan.FromSeconds(20), 21, TimeProvider.System);
        var parts = fleet.Arrivals.Chunk((fleet.Arrivals.Count / 3) + 1).ToArray();
        var silo = await program.StartAsync();
        await program.SendAsync(parts[0]);
        await silo.HasTakenAsync(parts[0].Length);
        var moment = await NowAsync(servers);
        var stored = (await program.Alerts.EventRangeAsync(TestContext.Current.CancellationToken)).Last;
        await program.SendAsync(parts[1]);
        await silo.HasTakenAsync(parts[0].Length + parts[1].Length);
        var tail = silo.Host.App.Services.GetRequiredService<AlertTail>();
        var shown = (await program.Alerts.EventRangeAsync(TestContext.Current.CancellationToken)).Last;
        Assert.True(shown > stored, "No event is lost.");
        await Eventually.BecomesTrueAsync(() => tail.Last >= shown, "all events are shown");
        await ArchivedAsync(servers);
        await servers.RestoreAsync(moment);

        await program.SendAsync(parts[2]);
        await RoadTests.HasWhatItMustAsync(program, fleet, 120);
        Assert.True(await silo.CountAsync("hazmattrack_tracking_restarts_total") > 0, "The silo went on with what it remembered.");
        var since = await program.Alerts.EventsAfterAsync(stored, 100_000, TestContext.Current.CancellationToken);
        Assert.NotEmpty(since);
        Assert.All(since, e => Assert.True(e.Sequence > Storage.Alerts.AlertStore.NumbersLeftOut, $"Event {e.Sequence} has a number that was shown."));
        await Eventually.BecomesTrueAsync(() => tail.Last >= since[^1].Sequence, "the stream goes on");

        // Each number stands for one event, also on the topic.
        var kafka = silo.Host.App.Services.GetRequiredService<KafkaOptions>();
        var topic = silo.Host.App.Services.GetRequiredService<Storage.Alerts.AlertsOptions>().Topic;
        await HasAllAsync(kafka, topic, since.Select(e => e.Id));
        var numbered = TopicReader.ReadAll(kafka, topic).Select(r => r.Message.Headers)
            .ToLookup(h => Encoding.UTF8.GetString(h.GetLastBytes("sequence")), h => Encoding.UTF8.GetString(h.GetLastBytes("event-id")));
        Assert.All(numbered, of => Assert.Single(of.Distinct()));
    }

    /// <summary>Waits until the topic has all of some events: each at least once.</summary>
    private static Task HasAllAsync(KafkaOptions kafka, string topic, IEnumerable<string> ids)
    {
        var left = ids.ToHashSet();
        return Eventually.BecomesTrueAsync(
            () =>
            {
                left.ExceptWith(IdsOn(kafka, topic));
                return Task.FromResult(left.Count == 0);
            },
            () => $"the topic of alerts lacks {left.Count} events, such as {left.FirstOrDefault()}", 60);
    }

    private static HashSet<string> IdsOn(KafkaOptions kafka, string topic) =>
        [.. TopicReader.ReadAll(kafka, topic).Select(r => Encoding.UTF8.GetString(r.Message.Headers.GetLastBytes("event-id")))];

    /// <summary>A moment between two transactions, by the clock of the database.</summary>
    private static async Task<DateTimeOffset> NowAsync(PrivateServers servers)
    {
        var moment = new DateTimeOffset((DateTime)await AskAsync(servers, "select clock_timestamp()"), TimeSpan.Zero);
        await AskAsync(servers, "select pg_sleep(0.01)");
        return moment;
    }

    /// <summary>Waits until all of the log that there is has been archived.</summary>
    private static async Task ArchivedAsync(PrivateServers servers)
    {
        var segment = (string)await AskAsync(servers, "select pg_walfile_name(pg_switch_wal())");
        await Eventually.BecomesTrueAsync(
            async () => await AskAsync(servers, "select coalesce(last_archived_wal, '') from pg_stat_archiver") is string last
                && string.CompareOrdinal(last, segment) >= 0,
            "the log is archived", 60);
    }

    private static async Task<object> AskAsync(PrivateServers servers, string sql)
    {
        await using var connection = new NpgsqlConnection(servers.Postgres + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
