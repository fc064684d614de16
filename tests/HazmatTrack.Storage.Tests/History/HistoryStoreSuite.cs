using System.Data.Common;
using CsCheck;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.Tests.History;

/// <summary>What history promises, on either engine.</summary>
public abstract partial class HistoryStoreSuite : IAsyncLifetime
{
    private static readonly Instant s_ever = new(long.MaxValue / 4);
    private readonly SettableTime _time = new(Some.Start);
    private HistoryOptions _options = null!;
    private HistoryStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _options = await OptionsAsync();
        _store = await HistoryStore.OpenAsync(_options, _time, default);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Points_come_back_in_order_open_and_sealed()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 1000);
        foreach (var piece in points.Chunk(70))
        {
            await AppendAsync(partition, 1, piece);
        }

        Assert.Equal(points, await ReadAsync(partition, 1));
        var sealedOnly = await SealedAsync(1);
        await using var database = Database(_options);
        var chunks = await database.ChunksAsync(Some.Vehicle(1).ToString(), default, s_ever, default).Select(c => c.Points).ToListAsync();
        Assert.InRange(chunks[0], 120, 239);
        Assert.All(chunks[1..], size => Assert.Equal(240, size));
        Assert.Equal(chunks.Sum(), sealedOnly.Count);
        Assert.InRange(1000 - sealedOnly.Count, 32, 271);
        Assert.Equal(points[sealedOnly.Count..], partition.OpenPoints(Some.Vehicle(1)));
        Assert.Equal(points[100..201], await ReadAsync(partition, 1, points[100].Time, points[200].Time));
        Assert.Empty(await ReadAsync(partition, 2));
    }

    [Fact]
    public async Task Nothing_is_lost_when_the_owner_dies_without_a_word()
    {
        var points = Reports(0, 500);
        var partition = await _store.OpenAsync(3, default);
        for (var i = 0; i < 500; i += 50)
        {
            await AppendAsync(partition, 1, points[i..(i + 50)], firstOffset: i);
            await AppendAsync(partition, 2, points[i..(i + 20)], firstOffset: i);
        }

        var next = await _store.OpenAsync(3, default);
        Assert.Equal(points, await ReadAsync(next, 1));
        Assert.Equal(points.Where((_, i) => i % 50 < 20), await ReadAsync(next, 2));
        Assert.Equal((7, 499), next.Recorded);
        Assert.Equal([Some.Vehicle(1), Some.Vehicle(2)], (await next.VehiclesAsync(default).ToListAsync()).Order());
    }

    [Fact]
    public async Task Only_the_newest_owner_writes()
    {
        var first = await _store.OpenAsync(0, default);
        await AppendAsync(first, 1, Reports(0, 10));
        var second = await _store.OpenAsync(0, default);
        Assert.True(second.Epoch > first.Epoch);

        var fenced = await Assert.ThrowsAsync<FencedException>(() => AppendAsync(first, 1, Reports(10, 10)));
        Assert.Equal(0, fenced.Partition);
        await AppendAsync(second, 1, Reports(20, 10));
        await Assert.ThrowsAsync<FencedException>(() => AppendAsync(first, 1, Reports(10, 10)));
        await Assert.ThrowsAsync<FencedException>(() => first.FlushAsync(default));
        Assert.Equal([.. Reports(0, 10), .. Reports(20, 10)], await ReadAsync(second, 1));
    }

    [Fact]
    public async Task A_fenced_partition_keeps_the_others_of_its_transaction_from_being_half_written()
    {
        var lost = await _store.OpenAsync(0, default);
        var kept = await _store.OpenAsync(1, default);
        await using var other = await HistoryStore.OpenAsync(_options, _time, default);
        await other.OpenAsync(0, default);
        PartitionBatch[] batches = [new(lost, Batch(1, Reports(0, 5))), new(kept, Batch(2, Reports(0, 5)))];

        Assert.Equal(0, (await Assert.ThrowsAsync<FencedException>(() => _store.AppendAsync(batches, default))).Partition);
        Assert.Empty(await ReadAsync(kept, 2));
        Assert.Equal(5, (await _store.AppendAsync(batches[1..], default))[0].New);
        Assert.Equal(Reports(0, 5), await ReadAsync(await _store.OpenAsync(1, default), 2));
    }

    [Fact]
    public async Task Several_partitions_are_appended_in_one_transaction()
    {
        IHistoryPartition[] partitions = [await _store.OpenAsync(5, default), await _store.OpenAsync(2, default)];
        var results = await _store.AppendAsync(
            [new(partitions[0], Batch(1, Reports(0, 300))), new(partitions[1], Batch(2, Reports(0, 7)))], default);
        Assert.Equal([300, 7], results.Select(r => r.New));
        Assert.Equal(Reports(0, 300), await ReadAsync(partitions[0], 1));
        Assert.Equal(Reports(0, 7), await ReadAsync(partitions[1], 2));
        await Assert.ThrowsAsync<ArgumentException>(
            () => _store.AppendAsync([new(partitions[0], Batch(1, [])), new(partitions[0], Batch(2, []))], default));
    }

    [Fact]
    public async Task A_vehicle_twice_in_a_batch_is_refused_and_nothing_is_written()
    {
        var partition = await _store.OpenAsync(0, default);
        var batch = new HistoryBatch(7, 0, 9, [Track(1, Reports(0, 5)), Track(1, Reports(5, 5))]);
        await Assert.ThrowsAsync<ArgumentException>(() => partition.AppendAsync(batch, default));
        Assert.Equal(5, (await AppendAsync(partition, 1, Reports(0, 5))).New);
        Assert.Equal(Reports(0, 5), await ReadAsync(partition, 1));
    }

    [Fact]
    public async Task A_replay_is_all_duplicates_and_changes_nothing()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Reports(0, 700);
        Assert.Equal((700, 0), Counts(await AppendAsync(partition, 1, points)));
        Assert.Equal((0, 700), Counts(await AppendAsync(partition, 1, points)));
        partition = await _store.OpenAsync(0, default);
        Assert.Equal((0, 300), Counts(await AppendAsync(partition, 1, points[250..550], tailBase: points[^1].Time)));
        Assert.Empty(await partition.PendingRejudgesAsync(default));
        Assert.Equal(points, await ReadAsync(partition, 1));
    }

    [Fact]
    public async Task Of_two_reports_of_one_time_the_prevailing_stands_whichever_came_first()
    {
        foreach (var (vehicle, at, first) in new[] { (1, 5, 0), (2, 5, 1), (3, 290, 0), (4, 290, 1) })
        {
            var partition = await _store.OpenAsync(0, default);
            var points = Reports(0, 300);
            PositionReport[] both = [points[at], points[at] with { SpeedDeciKmh = 65_000 }];
            points[at] = both[first];
            await AppendAsync(partition, vehicle, points);
            Assert.Equal((0, 1), Counts(await AppendAsync(partition, vehicle, [both[1 - first]])));
            points[at] = PositionReport.Merge(both[0], both[1]);
            Assert.Equal(points, await ReadAsync(partition, vehicle));
            Assert.Equal(points, await ReadAsync(await _store.OpenAsync(0, default), vehicle));
        }
    }

    [Fact]
    public async Task A_vehicle_keeps_its_number_and_only_those_asked_for_are_read()
    {
        await using var database = Database(_options);
        await database.CreateAsync(default);
        var first = await database.AddVehiclesAsync([(0, "沪A1_2"), (0, "沪A2_2"), (1, "沪A1_2")], default);
        Assert.Equal(3, first.Select(r => r.Vehicle.Key).Distinct().Count());
        var again = await database.AddVehiclesAsync([(0, "沪A2_2"), (1, "沪A2_2")], default);
        Assert.Equal([(0, "沪A2_2"), (1, "沪A2_2")], again.Select(r => (r.Partition, r.Vehicle.Name)).Order());
        Assert.Equal(first.Single(r => r is { Partition: 0, Vehicle.Name: "沪A2_2" }), again.Single(r => r.Partition == 0));
        Assert.DoesNotContain(again.Single(r => r.Partition == 1).Vehicle.Key, first.Select(r => r.Vehicle.Key));
    }

    [Fact]
    public async Task The_newest_time_of_a_vehicle_is_known_open_or_sealed()
    {
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, Reports(0, 400));
        await partition.FlushAsync(default);
        await AppendAsync(partition, 2, Reports(0, 4));
        VehicleId[] asked = [Some.Vehicle(1), Some.Vehicle(2), Some.Vehicle(3)];
        var elsewhere = await _store.OpenAsync(1, default);
        foreach (var (owner, expected) in new[] { (partition, 2), (elsewhere, 1) })
        {
            var newest = await owner.NewestAsync(asked, default);
            Assert.Equal(expected, newest.Count);
            Assert.Equal(Reports(399, 1)[0].Time, newest[asked[0]]);
        }
    }

    [Fact]
    public async Task A_vehicle_that_comes_through_another_partition_keeps_its_past()
    {
        var before = await _store.OpenAsync(0, default);
        var points = Reports(0, 900);
        await AppendAsync(before, 1, points[..500]);
        await before.FlushAsync(default);
        var after = await _store.OpenAsync(1, default);
        await AppendAsync(after, 1, points[450..]);
        Assert.Equal(points, await ReadAsync(after, 1));
    }

    [Fact]
    public async Task What_is_older_than_the_retention_goes_and_the_rest_stays()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Enumerable.Range(0, 40 * 24).Select(i => Some.Report(i * 3600)).ToArray();
        await AppendAsync(partition, 1, points);
        await partition.FlushAsync(default);
        var cut = Some.Start + TimeSpan.FromDays(16);
        Assert.True(await _store.DropBeforeAsync(cut, default) > 0);
        Assert.Equal(0, await _store.DropBeforeAsync(cut, default));
        var left = await SealedAsync(1);
        Assert.Equal(points.Where(p => p.Time >= left[0].Time), left);
        Assert.True(left[0].Time >= cut - TimeSpan.FromDays(9) && left[0].Time <= cut);

        // A point of a week that is gone is taken all the same.
        await AppendAsync(partition, 1, [points[5]]);
        await partition.FlushAsync(default);
        Assert.Equal(points[5], (await SealedAsync(1))[0]);
        var all = GeoArea.Box(new(-90_000_000, -180_000_000), new(90_000_000, 180_000_000));
        var found = await _store.PresenceAsync(all, points[0].Time, points[^1].Time, [], null, default).ToListAsync();
        Assert.Equal(left.Count(p => p.IsPosition) + 1, found.Sum(p => p.Pass.Fixes));
    }

    [Fact]
    public async Task A_failed_write_is_read_again_before_the_next()
    {
        var partition = await _store.OpenAsync(0, default);
        await AppendAsync(partition, 1, Reports(0, 100));
        using (var cancelled = new CancellationTokenSource())
        {
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => partition.AppendAsync(Batch(1, Reports(100, 400)), cancelled.Token));
        }

        Assert.Equal(400, (await AppendAsync(partition, 1, Reports(100, 400))).New);
        Assert.Equal(Reports(0, 500), await ReadAsync(partition, 1));
    }

    [Fact]
    public Task Any_appends_in_any_order_end_in_the_same_points_as_a_sorted_set() =>
        Gen.Select(Gen.Select(Gen.Int[0, 900], Gen.Int[0, 2], Gen.Int[0, 2]).List[1, 1500], Gen.Int[0, 3].List[1, 12], Gen.Int[0, int.MaxValue])
            .SampleAsync(
                async (arrivals, acts, seed) =>
                {
                    var partitionNumber = Interlocked.Increment(ref s_partition);
                    var partition = await _store.OpenAsync(partitionNumber, default);
                    var expected = new SortedDictionary<Instant, PositionReport>[3];
                    var noted = new Instant?[3];
                    var random = new Random(seed);
                    Array.ForEach([0, 1, 2], v => expected[v] = []);
                    var taken = 0;
                    foreach (var act in acts.Append(0))
                    {
                        var size = act == acts.Count ? arrivals.Count : Math.Min(random.Next(400), arrivals.Count - taken);
                        var batch = arrivals.Skip(taken).Take(size).ToList();
                        taken += size;
                        var tracks = new List<TrackAppend>();
                        var (fresh, total) = (0, 0);
                        foreach (var group in batch.GroupBy(a => a.Item2))
                        {
                            PositionReport[] points = [.. group.Select(a => Some.Report(a.Item1 * 7, variant: a.Item3))];
                            var tailBase = Some.Start + TimeSpan.FromSeconds(random.Next(6000));
                            tracks.Add(new(Of(partitionNumber, group.Key), points, tailBase, default));
                            var set = expected[group.Key];
                            Instant? earliest = null;
                            var before = new Dictionary<Instant, PositionReport>(set);
                            foreach (var p in points)
                            {
                                fresh += set.ContainsKey(p.Time) ? 0 : 1;
                                set[p.Time] = set.TryGetValue(p.Time, out var held) ? PositionReport.Merge(held, p) : p;
                            }

                            foreach (var (time, p) in set)
                            {
                                if (time <= tailBase && (!before.TryGetValue(time, out var old) || old != p))
                                {
                                    earliest ??= time;
                                }
                            }

                            total += points.Length;
                            noted[group.Key] = earliest is { } e ? Instant.Earlier(e, noted[group.Key] ?? e) : noted[group.Key];
                        }

                        var result = await partition.AppendAsync(new(1, taken, taken + size, tracks), default);
                        Assert.Equal((fresh, total - fresh), Counts(result));
                        if (act == 1)
                        {
                            partition = await _store.OpenAsync(partitionNumber, default);
                        }
                        else if (act == 2)
                        {
                            await partition.FlushAsync(default);
                        }
                        else if (act == 3)
                        {
                            _time.Now += _options.SealAfter;
                        }
                    }

                    var notes = (await partition.PendingRejudgesAsync(default)).ToDictionary(n => n.Vehicle, n => n.From);
                    for (var v = 0; v < 3; v++)
                    {
                        var vehicle = Of(partitionNumber, v);
                        Assert.Equal(expected[v].Values, await _store.ReadAsync(vehicle, default, s_ever, partition.OpenPoints(vehicle), default).ToListAsync());
                        Assert.Equal(noted[v], notes.TryGetValue(vehicle, out var from) ? from : null);
                    }
                },
                iter: Iterations,
                threads: 1);

    protected abstract int Iterations { get; }

    [Fact]
    public async Task A_vehicle_stored_by_an_earlier_version_under_no_plate_is_read_under_its_name()
    {
        var stored = VehicleId.FromStored("bad_2");
        Assert.False(await _store.KnowsAsync(stored, default));
        var points = Reports(0, 300);
        var first = await _store.OpenAsync(0, default);
        await first.AppendAsync(new(7, 0, 9, [new(stored, points, null, default)]), default);
        Assert.True(await _store.KnowsAsync(stored, default));
        var next = await _store.OpenAsync(0, default);
        Assert.Equal([stored], next.OpenVehicles());
        Assert.Equal(points, await _store.ReadAsync(stored, default, s_ever, next.OpenPoints(stored), default).ToListAsync());
    }

    protected abstract Task<HistoryOptions> OptionsAsync();

    private protected abstract HistoryDatabase Database(HistoryOptions options);

    /// <summary>A connection of the engine with the test's database, not open yet.</summary>
    private protected abstract DbConnection Connect(HistoryOptions options);

    private static int s_partition = 1000;

    private static VehicleId Of(int partition, int vehicle) => new($"苏{"BCDEFGH"[partition / 10_000]}{(partition % 10_000 * 10) + vehicle:D5}", PlateColour.Yellow);

    private static PositionReport[] Reports(int first, int count) => [.. Enumerable.Range(first, count).Select(i => Some.Report(i * 10))];

    private static TrackAppend Track(int vehicle, IReadOnlyList<PositionReport> points) => new(Some.Vehicle(vehicle), points.ToArray(), null, default);

    private static HistoryBatch Batch(int vehicle, IReadOnlyList<PositionReport> points) => new(7, 0, 9, [Track(vehicle, points)]);

    private static (int New, int Duplicates) Counts(AppendResult result) => (result.New, result.Duplicates);

    private static Task<AppendResult> AppendAsync(
        IHistoryPartition partition, int vehicle, IReadOnlyList<PositionReport> points, Instant? tailBase = null, byte[]? checkpoint = null, long firstOffset = 0) =>
        partition.AppendAsync(
            new(7, firstOffset, firstOffset + 49, [new(Some.Vehicle(vehicle), points.ToArray(), tailBase, checkpoint)]), default);

    private async Task<List<PositionReport>> ReadAsync(IHistoryPartition partition, int vehicle, Instant? from = null, Instant? to = null)
    {
        var id = Some.Vehicle(vehicle);
        return await _store.ReadAsync(id, from ?? default, to ?? s_ever, partition.OpenPoints(id), default).ToListAsync();
    }

    private async Task<List<PositionReport>> SealedAsync(int vehicle) =>
        await _store.ReadSealedAsync(Some.Vehicle(vehicle), default, s_ever, default).ToListAsync();

    private async Task<int> JournalRowsAsync()
    {
        await using var database = Database(_options);
        return await database.JournalAsync(JournalTable.Open, 0, default).CountAsync();
    }

    private sealed class SettableTime(Instant now) : TimeProvider
    {
        public Instant Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();
    }
}
