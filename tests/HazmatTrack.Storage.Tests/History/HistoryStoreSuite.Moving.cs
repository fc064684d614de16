using HazmatTrack.Storage.History;

namespace HazmatTrack.Storage.Tests.History;

/// <remarks>Here: vehicles that change partitions.</remarks>
public abstract partial class HistoryStoreSuite
{
    [Fact]
    public async Task A_vehicle_that_moves_takes_its_chunks_its_open_points_and_its_notes_along()
    {
        var points = Reports(0, 500);
        var from = await _store.OpenAsync(1, default);
        await AppendAsync(from, 1, points[..400]);
        await AppendAsync(from, 2, Reports(0, 30), firstOffset: 400);
        await from.AppendAsync(new(7, 430, 430, [new(Some.Vehicle(1), points.AsMemory(399, 1), points[100].Time, default, points[50].Time)]), default);
        await from.PlaceAsync(new(2, 4, 431), default);
        var to = await _store.OpenAsync(3, default);

        Assert.Equal(1, await from.MoveAsync(new(4, 0, 431), v => v == Some.Vehicle(1) ? 3 : 1, default));
        await to.TakeInAsync(default);
        Assert.Equal([Some.Vehicle(2)], await from.VehiclesAsync(default).ToListAsync());
        Assert.Equal([Some.Vehicle(1)], await to.VehiclesAsync(default).ToListAsync());
        Assert.Equal(points[..400], await ReadAsync(to, 1));
        Assert.Equal(points[50].Time, Assert.Single(await to.PendingRejudgesAsync(default)).From);
        Assert.Empty(await from.PendingRejudgesAsync(default));
        Assert.Equal(new Placement(4, 0, 431), from.Placement);

        // What it had is known there, and it goes on in the same chunks.
        var again = await to.AppendAsync(new(7, 0, 109, [new(Some.Vehicle(1), points.AsMemory(390, 110), points[350].Time, default)]), default);
        Assert.Equal((100, 10), (again.New, again.Duplicates));
        Assert.Equal(points, await ReadAsync(to, 1));
        await to.RejudgedAsync((await to.PendingRejudgesAsync(default))[0], 109, [], default);
        Assert.Empty(await to.PendingRejudgesAsync(default));

        var later = await _store.OpenAsync(1, default);
        Assert.Equal(new Placement(4, 0, 431), later.Placement);
        Assert.Equal([Some.Vehicle(2)], await later.VehiclesAsync(default).ToListAsync());
        Assert.Equal(points, await ReadAsync(await _store.OpenAsync(3, default), 1));
        Assert.Equal(
            [(1, 7L, 449L, new(4, 0, 431)), (3, 7L, 109L, default(Placement))],
            (await _store.PartitionsAsync(default)).Select(p => (p.Partition, p.Incarnation, p.LastOffset, p.Placement)));
    }

    [Fact]
    public async Task An_owner_that_was_replaced_moves_nobody()
    {
        var first = await _store.OpenAsync(1, default);
        await AppendAsync(first, 1, Reports(0, 10));
        var second = await _store.OpenAsync(1, default);
        await Assert.ThrowsAsync<FencedException>(() => first.PlaceAsync(new(2, 4, 10), default));
        await Assert.ThrowsAsync<FencedException>(() => first.MoveAsync(new(4), _ => 3, default));
        Assert.Equal([Some.Vehicle(1)], await second.VehiclesAsync(default).ToListAsync());
        Assert.Equal(default, second.Placement);
    }

    [Fact]
    public async Task A_vehicle_that_has_a_number_in_its_new_partition_already_is_read_whole()
    {
        var points = Reports(0, 60);
        var (from, to) = (await _store.OpenAsync(1, default), await _store.OpenAsync(3, default));
        await AppendAsync(from, 1, points[..30]);
        await AppendAsync(to, 1, points[30..]);
        await from.MoveAsync(new(4), _ => 3, default);
        await to.TakeInAsync(default);
        Assert.Equal(points, await ReadAsync(to, 1));
    }
}
