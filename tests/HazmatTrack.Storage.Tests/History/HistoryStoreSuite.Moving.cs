using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;

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
        await from.AppendAsync(
            new(7, 430, 430, [new(Some.Vehicle(1), points.AsMemory(399, 1), points[100].Time, default, new(points[50].Time, ChangeCause.LateReport))]),
                default);
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
    public async Task The_silo_that_holds_a_partition_is_known_until_another_takes_it_over()
    {
        var first = await _store.OpenAsync(1, default);
        Assert.Null(Assert.Single(await _store.PartitionsAsync(default)).Silo);
        await first.HoldAsync("one", default);
        await AppendAsync(first, 1, Reports(0, 10));
        Assert.Equal("one", Assert.Single(await _store.PartitionsAsync(default)).Silo);

        var second = await _store.OpenAsync(1, default);
        Assert.Null(Assert.Single(await _store.PartitionsAsync(default)).Silo);
        await Assert.ThrowsAsync<FencedException>(() => first.HoldAsync("one", default));
        Assert.Null(Assert.Single(await _store.PartitionsAsync(default)).Silo);
        await second.HoldAsync("two", default);
        Assert.Equal("two", Assert.Single(await _store.PartitionsAsync(default)).Silo);
        Assert.Equal(Reports(0, 10)[^1].Time, Assert.Single(await second.NewestAsync([Some.Vehicle(1)], default)).Value);
    }

    [Fact]
    public async Task The_newest_sealed_point_of_a_vehicle_is_known_without_its_owner()
    {
        var points = Reports(0, 500);
        var partition = await _store.OpenAsync(1, default);
        await AppendAsync(partition, 1, points);
        Assert.Equal(partition.SealedTo(Some.Vehicle(1)), await _store.SealedToAsync(Some.Vehicle(1), default));
        Assert.NotNull(await _store.SealedToAsync(Some.Vehicle(1), default));
        Assert.Null(await _store.SealedToAsync(Some.Vehicle(2), default));
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

    [Fact]
    public async Task Nothing_of_a_vehicle_that_moved_is_left_in_the_partition_where_it_was()
    {
        await using var store = await HistoryStore.OpenAsync(_options, _time, Locate, default);
        var from = await store.OpenAsync(1, default);
        for (var i = 0; i < 1000; i += 100)
        {
            await AppendAsync(from, 1, Reports(i, 100), tailBase: i == 0 ? null : Some.Report((i - 40) * 10).Time, checkpoint: [(byte)i], firstOffset: i);
        }

        await AppendAsync(from, 2, Reports(0, 30), firstOffset: 1000);
        await AppendAsync(from, 3, Reports(0, 300), firstOffset: 1010);
        await FlipAsync("history_chunk", "data", $"vehicle = (select id from history_vehicle where name = '{Some.Vehicle(3)}')", 20);
        await AppendAsync(from, 3, [Some.Report(55)], firstOffset: 1030);
        Assert.True(await store.DropBeforeAsync(Some.Start + TimeSpan.FromDays(60), default) > 0);
        await from.FlushAsync(default);
        await from.QuarantineAsync(new(Some.Vehicle(1), new(5), "It cannot be judged."), default);
        await from.TakeDocumentsAsync(Touched((1, Some.Report(9900).Time)), 17, default);
        var (provinces, checkpoint) = (await ProvincesAsync(1), await store.CheckpointAsync(Some.Vehicle(1), s_ever, default));
        Assert.NotEmpty(provinces);
        Assert.NotNull(checkpoint);
        Assert.NotEqual(0L, await CountAsync("history_damaged", 1));

        Assert.Equal(2, await from.MoveAsync(new(4, 0, 1031), v => v == Some.Vehicle(2) ? 1 : 3, default));
        Assert.Equal(0L, await CountAsync("history_damaged", 1));
        Assert.Equal(0L, await CountAsync("history_rejudge", 1));
        Assert.Equal(0L, await CountAsync("history_quarantine", 1));
        Assert.Equal(1L, await CountAsync("history_vehicle", 1));
        Assert.NotEqual(0L, await CountAsync("history_damaged", 3));
        Assert.Equal(provinces, await ProvincesAsync(1));
        Assert.Equal(checkpoint.At, (await store.CheckpointAsync(Some.Vehicle(1), s_ever, default))?.At);

        var to = await store.OpenAsync(3, default);
        var note = Assert.Single(await to.PendingRejudgesAsync(default));
        Assert.Equal(ChangeCause.Document, note.Cause);
        Assert.Equal(17, to.DocumentsRevision);
        Assert.Equal([new Quarantine(Some.Vehicle(1), new(5), "It cannot be judged.")], await to.QuarantinesAsync(default));
        Assert.NotNull(await to.ReleaseAsync(Some.Vehicle(1), null, givesUp: true, default));
        Assert.Null(await store.QuarantineOfAsync(Some.Vehicle(1), default));
    }

    [Fact]
    public async Task What_was_filed_is_noted_for_a_vehicle_that_came_from_where_it_was_not_noted_yet()
    {
        var points = Reports(0, 60);
        var (from, to) = (await _store.OpenAsync(1, default), await _store.OpenAsync(3, default));
        await AppendAsync(from, 1, points);
        await AppendAsync(to, 2, points);
        await from.TakeDocumentsAsync(Touched(), 5, default);
        await to.TakeDocumentsAsync(Touched(), 9, default);
        await from.MoveAsync(new(4), v => v == Some.Vehicle(1) ? 3 : 1, default);

        // Its new owner does not know yet that it has come; neither what is appended nor what is filed hides what is to be noted for it.
        await AppendAsync(to, 2, Reports(60, 10), firstOffset: 60);
        Assert.Empty(await to.TakeDocumentsAsync(Touched((1, points[3].Time)), 11, default));
        await to.TakeInAsync(default);
        Assert.Equal(5, to.DocumentsRevision);
        Assert.Equal(Some.Vehicle(1), Assert.Single(await to.TakeDocumentsAsync(Touched((1, points[3].Time)), 11, default)).Vehicle);
        Assert.Equal(11, (await _store.OpenAsync(3, default)).DocumentsRevision);
        Assert.Equal(5, (await _store.OpenAsync(1, default)).DocumentsRevision);
    }

    [Theory]
    [InlineData(5, null, 5)]
    [InlineData(null, 9, 9)]
    [InlineData(null, null, null)]
    [InlineData(9, 5, 5)]
    public async Task The_lesser_revision_counts_where_one_of_two_partitions_has_any(int? before, int? after, int? expected)
    {
        var (from, to) = (await _store.OpenAsync(1, default), await _store.OpenAsync(3, default));
        await AppendAsync(from, 1, Reports(0, 5));
        foreach (var (partition, revision) in new[] { (from, before), (to, after) })
        {
            if (revision is { } noted)
            {
                await partition.TakeDocumentsAsync(Touched(), noted, default);
            }
        }

        await from.MoveAsync(new(4), _ => 3, default);
        await to.TakeInAsync(default);
        Assert.Equal(expected, to.DocumentsRevision);
    }

    [Fact]
    public async Task What_an_owner_passed_over_for_a_vehicle_is_still_to_be_followed_where_the_vehicle_goes()
    {
        var (from, to) = (await _store.OpenAsync(1, default), await _store.OpenAsync(3, default));
        await AppendAsync(from, 1, Reports(0, 5));
        await from.TakeDocumentsAsync(Touched(), new DocumentMark(9) { Passed = PassedKinds.None.With("waybill", 6).With("zone", 8) }, default);
        await to.TakeDocumentsAsync(Touched(), new DocumentMark(9) { Passed = PassedKinds.None.With("waybill", 7) }, default);
        await from.MoveAsync(new(4), _ => 3, default);

        // Its new owner does not know yet that it has come: what it has followed is not followed for the vehicle.
        await to.TakeDocumentsAsync(Touched(), new DocumentMark(9) { Followed = PassedKinds.None.With("waybill", 7) }, default);
        Assert.True(to.DocumentsPassed.IsEmpty);
        await to.TakeInAsync(default);
        Assert.Equal("waybill=6 zone=8", to.DocumentsPassed.Stored);
        Assert.Equal("waybill=6 zone=8", (await _store.OpenAsync(3, default)).DocumentsPassed.Stored);

        to = await _store.OpenAsync(3, default);
        await to.TakeDocumentsAsync(Touched(), new DocumentMark(9) { Followed = PassedKinds.None.With("waybill", 6) }, default);
        Assert.Equal("zone=8", (await _store.OpenAsync(3, default)).DocumentsPassed.Stored);
    }

    [Fact]
    public async Task A_note_goes_to_the_number_that_a_vehicle_has_in_its_new_partition_already()
    {
        var points = Reports(0, 60);
        var (from, to) = (await _store.OpenAsync(1, default), await _store.OpenAsync(3, default));
        await AppendAsync(from, 1, points[..30]);
        await AppendAsync(to, 1, points[30..]);
        await from.TakeDocumentsAsync(Touched((1, points[7].Time)), 5, default);
        await to.TakeDocumentsAsync(Touched((1, points[40].Time)), 5, default);
        await from.MoveAsync(new(4), _ => 3, default);
        Assert.Equal((0L, 0L), (await CountAsync("history_vehicle", 1), await CountAsync("history_rejudge", 1)));
        await to.TakeInAsync(default);
        var note = Assert.Single(await to.PendingRejudgesAsync(default));
        Assert.Equal(points[7].Time, note.From);
        await to.RejudgedAsync(note, 60, [], default);
        Assert.Empty(await (await _store.OpenAsync(3, default)).PendingRejudgesAsync(default));
        Assert.Equal(points, await ReadAsync(to, 1));
    }

    [Fact]
    public async Task Partitions_that_give_vehicles_to_each_other_do_not_wait_in_a_ring()
    {
        var (one, two) = (await _store.OpenAsync(1, default), await _store.OpenAsync(2, default));
        await AppendAsync(one, 1, Reports(0, 5));
        await AppendAsync(two, 2, Reports(0, 5));
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(one.MoveAsync(new(4), _ => 2, default), two.MoveAsync(new(4), _ => 1, default));
            await Task.WhenAll(one.TakeInAsync(default), two.TakeInAsync(default));
        }

        Assert.Equal([Some.Vehicle(1)], await one.VehiclesAsync(default).ToListAsync());
        Assert.Equal([Some.Vehicle(2)], await two.VehiclesAsync(default).ToListAsync());
    }

    private async Task<long> CountAsync(string table, int partition) =>
        Convert.ToInt64((await ReadRowsAsync($"select count(*) from {table} where partition = {partition}"))[0], null);
}
