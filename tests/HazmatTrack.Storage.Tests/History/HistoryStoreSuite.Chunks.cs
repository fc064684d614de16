namespace HazmatTrack.Storage.Tests.History;

/// <remarks>Here: how points come from the journal into chunks.</remarks>
public abstract partial class HistoryStoreSuite
{
    [Fact]
    public async Task Late_points_merge_into_older_chunks()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 2000);
        await AppendAsync(partition, 1, [.. points.Where((_, i) => i % 7 != 3 && i is < 500 or > 900)]);
        Assert.Equal((401, 0), Counts(await AppendAsync(partition, 1, points[500..901])));
        Assert.Equal(points.Where((_, i) => i % 7 != 3 || i is >= 500 and <= 900), await ReadAsync(partition, 1));
        foreach (var i in Enumerable.Range(0, 2000).Where(i => i % 7 == 3).Reverse())
        {
            await AppendAsync(partition, 1, [points[i]]);
        }

        Assert.Equal(points, await ReadAsync(partition, 1));
        Assert.Equal(points[300..400], await ReadAsync(partition, 1, points[300].Time, points[399].Time));
    }

    [Fact]
    public async Task Points_weeks_apart_lie_in_chunks_of_less_than_a_day()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Enumerable.Range(0, 600).Select(i => Some.Report(i * 4 * 3600)).ToArray();
        await AppendAsync(partition, 1, points);
        Assert.Equal(points, await ReadAsync(partition, 1));
        await partition.FlushAsync(default);
        Assert.Equal(points, await SealedAsync(1));
        Assert.Equal(points[17..19], await ReadAsync(partition, 1, points[17].Time, points[18].Time));
    }

    [Fact]
    public async Task The_journal_stays_short_though_a_vehicle_is_silent()
    {
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, Reports(0, 3));
        for (var i = 0; i < 400; i++)
        {
            _time.Now += TimeSpan.FromMinutes(1);
            await AppendAsync(partition, 2, Reports(i * 5, 5));
            if (i == 100)
            {
                Assert.NotEmpty(partition.OpenPoints(Some.Vehicle(1)));
            }
        }

        Assert.Empty(partition.OpenPoints(Some.Vehicle(1)));
        Assert.InRange(await JournalRowsAsync(), 1, 250);
        Assert.Equal(Reports(0, 2000), await ReadAsync(partition, 2));

        // The short chunk is continued.
        await AppendAsync(partition, 1, Reports(3, 400));
        var next = await _store.OpenAsync(0, default);
        Assert.Equal(Reports(0, 403), await ReadAsync(next, 1));
        Assert.Equal(240, (await SealedAsync(1)).Count);
        await next.FlushAsync(default);
        Assert.Equal(0, await JournalRowsAsync());
        Assert.Equal(Reports(0, 403), await SealedAsync(1));
        Assert.Equal(Reports(0, 403), await ReadAsync(await _store.OpenAsync(0, default), 1));
    }

    /// <summary>Else one append in so many seals all of them, and what waits for it waits for seconds.</summary>
    [Fact]
    public async Task Vehicles_that_began_together_and_report_in_step_do_not_fill_their_chunks_together()
    {
        const int Vehicles = 120;
        var partition = await _store.OpenAsync(0, default);
        var most = 0;
        for (var i = 0; i < 800; i += 5)
        {
            var open = Enumerable.Range(0, Vehicles).Select(v => partition.OpenPoints(Some.Vehicle(v)).Count).ToList();
            await partition.AppendAsync(new(7, i, i + 4, [.. Enumerable.Range(0, Vehicles).Select(v => Track(v, Reports(i, 5)))]), default);
            most = Math.Max(most, Enumerable.Range(0, Vehicles).Count(v => partition.OpenPoints(Some.Vehicle(v)).Count < open[v]));
        }

        Assert.InRange(most, 1, Vehicles / 10);
        for (var v = 0; v < Vehicles; v += 13)
        {
            Assert.Equal(Reports(0, 800), await ReadAsync(partition, v));
        }
    }
}
