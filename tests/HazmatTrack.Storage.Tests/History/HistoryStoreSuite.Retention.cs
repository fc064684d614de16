using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.Tests.History;

/// <remarks>Here: what retention leaves of a vehicle, so that judging again need not begin from nothing.</remarks>
public abstract partial class HistoryStoreSuite
{
    [Fact]
    public async Task A_vehicle_whose_positions_are_all_gone_keeps_its_newest_checkpoint()
    {
        var (_, points) = await FortyDaysAsync();
        var newest = await _store.CheckpointAsync(Some.Vehicle(1), s_ever, default);
        Assert.NotNull(newest);
        Assert.True(await _store.DropBeforeAsync(Some.Start + TimeSpan.FromDays(60), default) > 0);
        Assert.Empty(await SealedAsync(1));
        AssertSame(newest, await _store.CheckpointAsync(Some.Vehicle(1), s_ever, default));
        AssertSame(newest, await _store.CheckpointAsync(Some.Vehicle(1), newest.At, default));
        Assert.Null(await _store.CheckpointAsync(Some.Vehicle(1), new(newest.At.UnixMilliseconds - 1), default));
        Assert.Null(await _store.CheckpointAsync(Some.Vehicle(2), s_ever, default));
        Assert.True(newest.At > points[0].Time);
    }

    [Fact]
    public async Task A_report_older_than_every_checkpoint_that_is_left_is_judged_from_the_last_that_went()
    {
        var (_, points) = await FortyDaysAsync();
        var before = new Dictionary<Instant, Instant?>();
        foreach (var point in points)
        {
            before[point.Time] = (await _store.CheckpointAsync(Some.Vehicle(1), point.Time, default))?.At;
        }

        var cut = Some.Start + TimeSpan.FromDays(16);
        await _store.DropBeforeAsync(cut, default);
        var first = (await SealedAsync(1))[0].Time;
        var kept = await _store.CheckpointAsync(Some.Vehicle(1), first, default);
        Assert.NotNull(kept);
        Assert.Equal(before[first], kept.At);
        Assert.True(kept.At < first - TimeSpan.FromDays(1));

        // Later retention moves it on, and never back.
        await _store.DropBeforeAsync(Some.Start + TimeSpan.FromDays(30), default);
        var next = await _store.CheckpointAsync(Some.Vehicle(1), (await SealedAsync(1))[0].Time, default);
        Assert.Equal(before[(await SealedAsync(1))[0].Time], next!.At);
        Assert.True(next.At > kept.At);
        Assert.Null(await _store.CheckpointAsync(Some.Vehicle(1), kept.At, default));
    }

    [Fact]
    public async Task A_checkpoint_that_outlived_its_positions_goes_when_an_older_report_comes()
    {
        var (partition, points) = await FortyDaysAsync();
        await _store.DropBeforeAsync(Some.Start + TimeSpan.FromDays(60), default);
        var newest = await _store.CheckpointAsync(Some.Vehicle(1), s_ever, default);
        await AppendAsync(partition, 1, [points[30] with { Time = points[30].Time + TimeSpan.FromSeconds(1) }], tailBase: points[^1].Time, firstOffset: 960);
        Assert.NotNull(newest);
        Assert.Null(await _store.CheckpointAsync(Some.Vehicle(1), s_ever, default));
    }

    /// <summary>A truck that reports every hour for forty days, with checkpoints, and another without; all sealed.</summary>
    private async Task<(IHistoryPartition Partition, PositionReport[] Points)> FortyDaysAsync()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Enumerable.Range(0, 40 * 24).Select(i => Some.Report(i * 3600)).ToArray();
        for (var i = 0; i < points.Length; i += 40)
        {
            await AppendAsync(
                partition, 1, points[i..(i + 40)], tailBase: i == 0 ? null : points[i - 10].Time, checkpoint: [(byte)(i / 10)], firstOffset: i);
        }

        await AppendAsync(partition, 2, points[..50]);
        await partition.FlushAsync(default);
        return (partition, points);
    }

    private static void AssertSame(Checkpoint expected, Checkpoint? actual)
    {
        Assert.Equal(expected.At, actual?.At);
        Assert.Equal(expected.State.ToArray(), actual!.State.ToArray());
    }
}
