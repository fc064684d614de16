using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Open;

namespace HazmatTrack.Storage.Tests.History;

/// <remarks>Here: points that arrive after later ones have been sealed.</remarks>
public abstract partial class HistoryStoreSuite
{
    [Fact]
    public async Task An_hour_delivered_late_some_points_at_a_time_changes_the_chunks_once()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 900);
        await AppendAsync(partition, 1, [.. points.Where((_, i) => i is < 300 or >= 420)]);
        var before = await ChunkBytesAsync();
        for (var i = 300; i < 420; i += 3)
        {
            Assert.Equal((3, 0), Counts(await AppendAsync(partition, 1, points[i..(i + 3)])));
            Assert.Equal(points[..(i + 3)], await ReadAsync(partition, 1, null, points[i + 2].Time));
            Assert.Equal(before, await ChunkBytesAsync());
        }

        Assert.Equal(40, await LateRowsAsync(0));
        _time.Now += _options.SealAfter;
        await AppendAsync(partition, 2, Reports(0, 3));
        Assert.NotEqual(before, await ChunkBytesAsync());
        Assert.Equal(points, await ReadAsync(partition, 1));

        // Its rows go with the next pruning.
        await partition.FlushAsync(default);
        Assert.Equal(0, await LateRowsAsync(0));
        Assert.Equal(points, await SealedAsync(1));
    }

    [Fact]
    public async Task A_late_point_that_was_stored_before_is_a_duplicate_and_has_nothing_judged_again()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 900);
        await AppendAsync(partition, 1, [.. points.Where((_, i) => i % 50 != 7)]);
        Assert.Equal((2, 98), Counts(await AppendAsync(partition, 1, points[..100], tailBase: points[850].Time)));
        var note = Assert.Single(await partition.PendingRejudgesAsync(default));
        Assert.Equal(points[7].Time, note.From);
        await partition.RejudgedAsync(note, 49, [], default);

        // Sealed, late, and after the owner has changed.
        for (var owner = 0; owner < 2; owner++)
        {
            var again = await AppendAsync(partition, 1, points[..100], tailBase: points[850].Time, firstOffset: 50);
            Assert.Equal((0, 100), Counts(again));
            Assert.Empty(again.Rejudge);
            partition = await _store.OpenAsync(0, default);
        }

        Assert.Equal(points.Where((_, i) => i % 50 != 7 || i < 100), await ReadAsync(partition, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_truck_that_first_says_where_it_is_and_then_where_it_was_is_stored_in_order(bool newestFirst)
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 900);
        await AppendAsync(partition, 1, points[..60]);
        await AppendAsync(partition, 1, points[200..280]);
        var hour = Enumerable.Range(0, 70).Select(i => points[(60 + (i * 2))..(62 + (i * 2))]).ToList();
        for (var i = 0; i < hour.Count; i++)
        {
            var some = hour[newestFirst ? hour.Count - 1 - i : i];
            var on = Some.Report((280 * 10) + i);
            var result = await AppendAsync(partition, 1, [.. some, points[70], on], tailBase: points[240].Time);
            Assert.Contains(result.New, (int[])[2, 3, 4]);
            Assert.Equal(4, result.New + result.Duplicates);
            if (i % 20 == 19)
            {
                partition = await _store.OpenAsync(0, default);
            }
        }

        PositionReport[] expected = [.. points[..280], .. Enumerable.Range(0, 70).Select(i => Some.Report((280 * 10) + i))];
        Assert.Equal(expected, await ReadAsync(partition, 1));
        await partition.FlushAsync(default);
        Assert.Equal(expected, await SealedAsync(1));
        Assert.Equal(0, await JournalRowsAsync() + await LateRowsAsync(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_late_point_whose_append_seals_what_is_open_is_stored(bool isAlone)
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 64);
        await AppendAsync(partition, 1, points[1..]);
        if (!isAlone)
        {
            Assert.Equal((0, 1), Counts(await AppendAsync(partition, 1, [points[20]], tailBase: points[30].Time)));
        }

        _time.Now += _options.SealAfter;
        if (!isAlone)
        {
            // Sealed, and read for a duplicate, before it is late.
            await AppendAsync(partition, 1, [points[20]], tailBase: points[30].Time);
        }

        Assert.Equal((1, 0), Counts(await AppendAsync(partition, 1, [points[0]], tailBase: points[30].Time)));
        Assert.Equal(points, await ReadAsync(partition, 1));
        Assert.Equal(points, await ReadAsync(await _store.OpenAsync(0, default), 1));
    }

    [Fact]
    public async Task Late_points_of_a_vehicle_that_moves_go_with_it()
    {
        var points = Reports(0, 900);
        var (from, to) = (await _store.OpenAsync(1, default), await _store.OpenAsync(3, default));
        await AppendAsync(from, 1, [.. points.Where((_, i) => i != 100)]);
        await AppendAsync(from, 1, [points[100]]);
        await from.MoveAsync(new(4), _ => 3, default);
        await to.TakeInAsync(default);
        Assert.Equal(points, await ReadAsync(to, 1));
        Assert.Equal(0, await LateRowsAsync(1));
    }

    [Fact]
    public async Task A_damaged_row_of_late_points_is_named_and_the_others_are_read()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 900);
        await AppendAsync(partition, 1, [.. points.Where((_, i) => i is not (100 or 200))]);
        await AppendAsync(partition, 1, [points[100]]);
        await AppendAsync(partition, 1, [points[200]]);
        await FlipAsync("history_late", "data", "id = 2", 8);
        var found = new List<Damage>();
        _store.Damaged += found.Add;
        partition = await _store.OpenAsync(0, default);
        Assert.Equal(points.Where((_, i) => i != 100), await ReadAsync(partition, 1));
        var damage = Assert.Single(found);
        Assert.Equal(("late", "history_late", "partition=0 id=2"), (damage.Kind, damage.Table, damage.Key));
        Assert.Single(await BytesAsync("select data from history_damaged where kind = 'late'"));
        Assert.Equal(1, await LateRowsAsync(0));
    }

    [Fact]
    public async Task Sealing_beside_a_late_point_of_an_older_short_chunk_makes_no_chunks_that_overlap()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 1200);
        await AppendAsync(partition, 1, points[..50]);
        await partition.FlushAsync(default);
        await AppendAsync(partition, 1, points[200..330]);
        await partition.FlushAsync(default);
        await AppendAsync(partition, 1, points[340..700]);
        _store.LateBudget.Add(LateBudget.Default + 1);
        await AppendAsync(partition, 1, [points[20] with { Alarms = 1 }, points[60], .. points[700..1200]]);
        await using var database = Database(_options);
        var chunks = await database.ChunksAsync(Some.Vehicle(1).ToString(), default, s_ever, default).ToListAsync();
        Assert.All(chunks.Zip(chunks.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
        Assert.Equal(0, await LateRowsAsync(0));
        Assert.Equal(1 + 50 + 130 + 860, (await ReadAsync(partition, 1)).Count);
    }

    [Fact]
    public async Task A_truck_that_was_in_an_area_by_its_late_points_alone_is_found_there()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 900);
        await AppendAsync(partition, 1, [.. points.Where((_, i) => i is < 300 or >= 310)]);
        var yard = new GeoPoint(30_000_000, 120_000_000);
        await AppendAsync(partition, 1, [.. points[300..310].Select(p => p with { Position = yard, Status = ReportStatus.Fixed })]);
        var open = partition.OpenVehicles().Select(v => new UnsealedPoints(v, partition.OpenPoints(v))).ToList();
        var found = await _store.PresenceAsync(GeoArea.Circle(yard, Distance.FromKilometres(5)), points[0].Time, points[^1].Time, open, null, default).ToListAsync();
        Assert.Equal(10, Assert.Single(found).Pass.Fixes);
        Assert.Contains(Some.Vehicle(1), await partition.SeenAsync(GeoArea.Circle(yard, Distance.FromKilometres(5)), default, default));
    }

    private async Task<List<string>> ChunkBytesAsync() => [.. (await BytesAsync("select data from history_chunk order by start_at")).Select(Convert.ToHexString)];

    private async Task<int> LateRowsAsync(int partition)
    {
        await using var database = Database(_options);
        return await database.JournalAsync(JournalTable.Late, partition, default).CountAsync();
    }
}
