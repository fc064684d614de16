using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Tracker.Partitions;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>Which records of a partition are taken, and what is said of those that are gone.</summary>
public sealed class PartitionReadingTests
{
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly FakeTimeProvider _time = new();
    private readonly SettableTopic _topic = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_record_before_one_that_was_taken_tells_that_the_topic_was_created_again()
    {
        var session = Session(-1);
        session.GoOn();
        Assert.True(session.Takes(5_000_000));
        Assert.True(session.Takes(5_000_001));
        Assert.Contains("deleted and created again", Assert.Throws<TrackingFault>(() => session.Takes(0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_taken_before_the_partition_is_read_and_nothing_is_left_out_then()
    {
        var session = Session(-1);
        Assert.False(session.Takes(7));
        Assert.False(session.Takes(8));
        Assert.Equal(7, session.GoOn());
        Assert.True(session.Takes(7));
    }

    [Fact]
    public void What_the_group_has_committed_and_history_does_not_hold_is_read_again()
    {
        var session = Session(99);
        session.GoOn();
        Assert.False(session.Takes(150));
        Assert.Equal(100, session.GoOn());

        // Gone from the log: reading goes on with what is there.
        Assert.True(session.Takes(140));
    }

    [Fact]
    public async Task Records_that_retention_removed_before_they_were_read_are_found_and_what_is_noted_is_counted_and_shown()
    {
        var health = new TrackingHealth(_time);
        health.Reads();
        var lost = Lost(health);
        _topic.Marks = (100, 5000);
        Assert.Null(await lost.LookAsync(Session(99), Stop));
        _topic.Marks = (1000, 5000);
        Assert.Equal(1000, await lost.LookAsync(Session(99), Stop));
        Assert.Equal(0, await CountAsync());
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(new(), Stop)).Status);

        lost.Note(0, 100, 1000);
        Assert.Equal(900, await CountAsync());
        var shown = await health.CheckHealthAsync(new(), Stop);
        Assert.Equal(HealthStatus.Degraded, shown.Status);
        Assert.Contains("Partition 0 lost offsets 100 to 999", shown.Description, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(new(), Stop)).Status);
    }

    [Fact]
    public async Task Records_that_were_removed_in_front_of_a_reading_silo_are_counted_once_history_has_passed_them()
    {
        var lost = Lost(new(_time));
        var (session, other) = (Session(99), Session(99));
        lost.LeftOut(session, 100, 130);
        lost.LeftOut(session, 150, 150);
        lost.LeftOut(other, 100, 130);
        lost.NotePassed();
        Assert.Equal(0, await CountAsync());

        // The next owner of the other one finds them gone itself.
        other.Drop();
        lost.NotePassed();
        other.FlushedOffset = 140;
        session.FlushedOffset = 140;
        lost.NotePassed();
        lost.NotePassed();
        Assert.Equal(30, await CountAsync());
    }

    [Fact]
    public void Offsets_that_were_left_out_are_told_as_stretches()
    {
        var watch = new OffsetWatch();
        foreach (var offset in (long[])[5, 6, 10, 11, 40])
        {
            watch.Read(3, offset);
        }

        Assert.Equal([new(3, 7, 10), new(3, 12, 40)], watch.TakeStretches());
        Assert.Empty(watch.TakeStretches());
    }

    private LostRecords Lost(TrackingHealth health) =>
        new(_topic, new(Prometheus.Metrics.WithCustomRegistry(_registry)), health, NullLogger<LostRecords>.Instance);

    private Task<double> CountAsync() => Counters.SumAsync(_registry, "hazmattrack_records_lost_total");

    private static PartitionSession Session(long flushed)
    {
        var session = new PartitionSession(0, (_, _) => new TaskCompletionSource<HazmatTrack.Storage.History.IHistoryPartition>().Task, v => new(v, null!));
        session.OpenAt(flushed, isNewLog: false);
        return session;
    }
}
