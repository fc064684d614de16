using HazmatTrack.Domain;
using HazmatTrack.Storage.History;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Server.Tests.Watching;

/// <summary>How long the oldest record of a partition has waited, from what is known without reading it.</summary>
public sealed class LagTests : IDisposable
{
    private readonly PartitionSession _session = new(0, (_, _) => new TaskCompletionSource<IHistoryPartition>().Task, v => new(v, null!));

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_partition_whose_records_are_all_stored_does_not_lag()
    {
        _session.StoredUpTo(At(10));
        Assert.Equal(0, Waits(0, 5000));
    }

    [Fact]
    public void A_backlog_is_as_old_as_the_newest_report_that_is_stored()
    {
        _session.StoredUpTo(At(1000));
        Assert.Equal(3600, Waits(50, 4600));
        _session.StoredUpTo(At(4000));
        Assert.Equal(610, Waits(20, 4610));
        Assert.Equal(0, Waits(0, 4620));
    }

    [Fact]
    public void A_record_after_a_long_silence_has_waited_since_the_last_look_at_most()
    {
        _session.StoredUpTo(At(1000));
        Assert.Equal(0, Waits(0, 9000));
        Assert.Equal(10, Waits(1, 9010));
        Assert.Equal(70, Waits(4, 9070));
    }

    [Fact]
    public void Of_a_partition_of_which_nothing_was_stored_yet_the_lag_counts_from_the_first_look()
    {
        Assert.Equal(0, Waits(7, 100));
        Assert.Equal(30, Waits(7, 130));
        _session.StoredUpTo(At(50));
        Assert.Equal(90, Waits(6, 140));
    }

    [Fact]
    public void A_receipt_ahead_of_the_clock_is_no_lag()
    {
        _session.StoredUpTo(At(500));
        Assert.Equal(0, Waits(3, 400));
    }

    private static Instant At(long seconds) => new(seconds * 1000);

    private double Waits(long records, long now) => _session.Waits(records, At(now)).TotalSeconds;
}
