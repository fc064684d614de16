using CsCheck;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Open;
using HazmatTrack.Storage.History.Presences;

namespace HazmatTrack.Storage.Tests.History;

/// <remarks>Here: late points together with replacements, damage, failures and moves.</remarks>
public abstract partial class HistoryStoreSuite
{
    [Theory]
    [InlineData(0)]
    [InlineData(900)]
    public async Task A_truck_whose_open_reports_are_all_replaced_by_late_ones_is_stored(int before)
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, before + 230);
        await AppendAsync(partition, 1, points[..before]);
        await partition.FlushAsync(default);
        await AppendAsync(partition, 1, points[before..(before + 119)]);
        for (var i = before + 119; i < points.Length; i++)
        {
            await AppendAsync(partition, 1, [points[i]]);
        }

        // A second platform passes on the same hour, some reports at a time, with alarms that the first has left out.
        for (var i = before; i < points.Length; i += 10)
        {
            for (var j = i; j < i + 10; j++)
            {
                points[j] = points[j] with { Alarms = 1 };
            }

            Assert.Equal((0, 10), Counts(await AppendAsync(partition, 1, points[i..(i + 10)], tailBase: points[^1].Time)));
        }

        Assert.Equal(points, await ReadAsync(partition, 1));
        var more = Reports(points.Length, 100);
        Assert.Equal((100, 0), Counts(await AppendAsync(partition, 1, more)));
        Assert.Equal([.. points, .. more], await ReadAsync(await _store.OpenAsync(0, default), 1));
    }

    [Fact]
    public async Task Reports_that_are_sent_again_after_their_chunk_was_given_up_are_stored()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 900);
        await AppendAsync(partition, 1, [.. points.Where((_, i) => i != 100)]);
        await AppendAsync(partition, 1, [points[100]]);
        var (first, next) = ((await ChunksAsync(1))[0], (await ChunksAsync(1))[1]);
        await FlipAsync("history_chunk", "data", $"start_at = {first.Start}", 20);
        await partition.ReleaseAsync(Some.Vehicle(1), null, givesUp: true, default);
        Assert.Equal((10, 0), Counts(await AppendAsync(partition, 1, points[90..100])));
        Assert.Equal(points.Where((p, i) => i is >= 90 and <= 100 || p.Time.UnixMilliseconds >= next.Start), await ReadAsync(partition, 1));
    }

    [Fact]
    public async Task A_damaged_chunk_that_lies_between_two_late_reports_stays_where_it_is()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 2000);
        await AppendAsync(partition, 1, [.. points.Where((_, i) => i is not (20 or 1500))]);
        var middle = (await ChunksAsync(1))[3];
        Assert.InRange(middle.Start, points[300].Time.UnixMilliseconds, points[1000].Time.UnixMilliseconds);
        await FlipAsync("history_chunk", "data", $"start_at = {middle.Start}", 20);
        await AppendAsync(partition, 1, [points[20], points[1500]]);
        Assert.Empty(await BytesAsync("select data from history_damaged"));
    }

    [Fact]
    public async Task Late_points_of_a_partition_that_is_left_count_for_nothing()
    {
        var points = Reports(0, 900);
        _store.LateBudget.Add(LateBudget.Default);

        // Known for a duplicate alone, then moved.
        var from = await _store.OpenAsync(1, default);
        await AppendAsync(from, 1, points);
        await from.FlushAsync(default);
        await AppendAsync(from, 1, [points[100]]);
        Assert.True(_store.LateBudget.IsSpent);
        await from.MoveAsync(new(4), _ => 3, default);
        Assert.False(_store.LateBudget.IsSpent);

        // Held, then read again, given up, and taken over.
        var next = await _store.OpenAsync(0, default);
        await AppendAsync(next, 2, [.. points.Where((_, i) => i != 100)]);
        await AppendAsync(next, 2, [points[100]]);
        ((HistoryPartition)next).InDoubt = true;
        await AppendAsync(next, 3, Reports(0, 1));
        Assert.True(_store.LateBudget.IsSpent);
        await next.DisposeAsync();
        Assert.False(_store.LateBudget.IsSpent);
    }

    [Fact]
    public async Task A_judging_again_is_stored_after_a_write_that_failed()
    {
        var points = Reports(0, 300);
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, [.. points.Where((_, i) => i != 100)]);
        var note = Assert.Single((await AppendAsync(partition, 1, [points[100]], tailBase: points[260].Time)).Rejudge);
        await AppendAsync(partition, 2, points);
        ((HistoryPartition)partition).InDoubt = true;
        await partition.RejudgedAsync(note, 60, [], default);
        Assert.Empty(await partition.PendingRejudgesAsync(default));
        Assert.Empty(await NumbersOfNotesAsync());
    }

    [Fact]
    public Task Any_small_deliveries_in_any_order_end_in_the_same_points_as_a_sorted_set() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[100, 900], Gen.Int[10, 150]).SampleAsync(
            async (seed, range, steps) =>
            {
                var random = new Random(seed);
                var number = Interlocked.Increment(ref s_partition);
                var partition = await _store.OpenAsync(number, default);
                var vehicles = Enumerable.Range(0, 3).Select(v => Of(number, v)).ToArray();
                var expected = vehicles.Select(_ => new SortedDictionary<Instant, PositionReport>()).ToArray();
                var noted = new Instant?[3];
                var spent = false;
                for (var step = 0; step < steps; step++)
                {
                    var tracks = new List<TrackAppend>();
                    var (fresh, total) = (0, 0);
                    for (var v = 0; v < 3; v++)
                    {
                        if (random.Next(3) == 0)
                        {
                            continue;
                        }

                        var set = expected[v];
                        var newest = set.Count == 0 ? 0 : (int)((set.Keys.Last() - Some.Start).TotalSeconds / 7);
                        var size = random.Next(10) == 0 ? random.Next(300) : random.Next(1, 8);
                        var start = random.Next(3) switch { 0 => random.Next(range), 1 => newest + random.Next(3), _ => Math.Max(newest - random.Next(80), 0) };
                        var points = Enumerable.Range(0, size).Select(i => Some.Report(
                            (start + (random.Next(20) == 0 ? random.Next(40) : i)) * 7, variant: random.Next(8) == 0 ? random.Next(3) : 0)).ToArray();
                        Instant? tail = random.Next(4) == 0 ? null : Some.Start + TimeSpan.FromSeconds(7 * Math.Max(0, newest - random.Next(100)));
                        tracks.Add(new(vehicles[v], points, tail, default));
                        total += size;
                        var before = new Dictionary<Instant, PositionReport>(set);
                        foreach (var p in points)
                        {
                            fresh += set.ContainsKey(p.Time) ? 0 : 1;
                            set[p.Time] = set.TryGetValue(p.Time, out var held) ? SameSecond.Merge(held, p) : p;
                        }

                        foreach (var (time, p) in set)
                        {
                            if (time <= tail && (!before.TryGetValue(time, out var old) || old != p))
                            {
                                noted[v] = noted[v] is { } n ? Instant.Earlier(n, time) : time;
                                break;
                            }
                        }
                    }

                    Assert.Equal((fresh, total - fresh), Counts(await partition.AppendAsync(new(1, step, step, tracks), default)));
                    switch (random.Next(40))
                    {
                        case 0:
                            await partition.DisposeAsync();
                            partition = await _store.OpenAsync(number, default);
                            break;
                        case 1:
                            await partition.FlushAsync(default);
                            break;
                        case 2:
                            _time.Now += _options.SealAfter;
                            break;
                        case 3:
                            ((HistoryPartition)partition).InDoubt = true;
                            break;
                        case 4:
                            spent = !spent;
                            _store.LateBudget.Add(spent ? LateBudget.Default + 1 : -LateBudget.Default - 1);
                            break;
                        default:
                            break;
                    }

                    var looked = random.Next(3);
                    Assert.Equal(expected[looked].Values, await _store.ReadAsync(
                        vehicles[looked], default, s_ever, partition.OpenPoints(vehicles[looked]), default).ToListAsync());
                }

                if (random.Next(2) == 0)
                {
                    await partition.FlushAsync(default);
                    Assert.Equal(0, await LateRowsAsync(number));
                }

                var notes = (await partition.PendingRejudgesAsync(default)).ToDictionary(n => n.Vehicle, n => n.From);
                await using var database = Database(_options);
                for (var v = 0; v < 3; v++)
                {
                    Assert.Equal(
                        expected[v].Values, await _store.ReadAsync(vehicles[v], default, s_ever, partition.OpenPoints(vehicles[v]), default).ToListAsync());
                    Assert.Equal(noted[v], notes.TryGetValue(vehicles[v], out var at) ? at : null);
                    var chunks = await database.ChunksAsync(vehicles[v].ToString(), default, s_ever, default).ToListAsync();
                    Assert.All(chunks.Zip(chunks.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
                }

                await partition.DisposeAsync();
                _store.LateBudget.Add(spent ? -1 : LateBudget.Default);
                Assert.False(_store.LateBudget.IsSpent);
                _store.LateBudget.Add(1);
                Assert.True(_store.LateBudget.IsSpent);
                _store.LateBudget.Add(-LateBudget.Default - 1);
            },
            iter: Iterations,
            threads: 1);

    [Fact]
    public async Task Who_was_there_is_the_same_before_and_after_late_points_are_merged()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            var partition = await _store.OpenAsync(seed, default);
            var tracks = Enumerable.Range(0, 10).ToDictionary(v => Of(5000 + seed, v), v => Drives(v, 900)).ToList();
            var late = tracks.ConvertAll(t => t.Value.Where((_, i) => random.Next(20) == 0 || (i / 60 % 5 == 2 && random.Next(3) == 0)).ToHashSet());
            await partition.AppendAsync(
                new(7, 0, 1, [.. tracks.Select((t, v) => new TrackAppend(t.Key, t.Value.Where(p => !late[v].Contains(p)).ToArray(), null, default))]), default);
            await partition.AppendAsync(new(
                7, 2, 3, [.. tracks.Select((t, v) => new TrackAppend(t.Key, t.Value.Where(late[v].Contains).Take(200).ToArray(), null, default))]), default);
            var areas = Enumerable.Range(0, 60).Select(
                i => GeoArea.Circle(new(31_000_000 + random.Next(400_000), 121_000_000 + random.Next(400_000)), Distance.FromMetres(100 + random.Next(6000))))
                .Select(a => (Area: a, From: Some.Start + TimeSpan.FromSeconds(random.Next(40_000)))).ToList();
            var open = partition.OpenVehicles().Select(v => new UnsealedPoints(v, partition.OpenPoints(v))).ToList();
            var before = new List<List<Presence>>();
            foreach (var (area, from) in areas)
            {
                before.Add(await _store.PresenceAsync(area, from, from + TimeSpan.FromHours(3), open, null, default).ToListAsync());
            }

            await partition.FlushAsync(default);
            for (var i = 0; i < areas.Count; i++)
            {
                Assert.Equal(await _store.PresenceAsync(
                    areas[i].Area, areas[i].From, areas[i].From + TimeSpan.FromHours(3), [], null, default).ToListAsync(), before[i]);
            }
        }
    }
}
