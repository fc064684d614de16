using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Tracks.Passes;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Presences;

namespace HazmatTrack.Storage.Tests.History;

public abstract partial class HistoryStoreSuite
{
    [Fact]
    public async Task Who_was_there_is_what_the_whole_tracks_say_open_and_sealed()
    {
        var partition = await _store.OpenAsync(0, default);
        var tracks = Enumerable.Range(0, 24).ToDictionary(v => Some.Vehicle(v), v => Drives(v, 200 + (v * 45)));
        foreach (var piece in Enumerable.Range(0, 15))
        {
            // Every tenth report comes with the next piece but one, so that chunks are merged and begun in between.
            var batch = tracks.Select(t => new TrackAppend(
                t.Key, t.Value.Where((_, i) => (i / 100) + (i % 10 == 3 ? 2 : 0) == piece).ToArray(), null, default)).Where(t => t.Points.Length > 0).ToList();
            await partition.AppendAsync(new(7, piece * 100, (piece * 100) + 99, batch), default);
        }

        var open = partition.OpenVehicles().Select(v => new UnsealedPoints(v, partition.OpenPoints(v))).ToList();
        Assert.NotEmpty(open);
        var random = new Random(5);
        var found = 0;
        for (var i = 0; i < 150; i++)
        {
            var centre = new GeoPoint(31_000_000 + random.Next(400_000), 121_000_000 + random.Next(400_000));
            var area = (i % 3) switch
            {
                0 => GeoArea.Circle(centre, Distance.FromMetres(50 + random.Next(300))),
                1 => GeoArea.Circle(centre, Distance.FromMetres(random.Next(9000))),
                _ => GeoArea.Box(centre, new(centre.LatitudeE6 + random.Next(20_000), centre.LongitudeE6 + random.Next(20_000))),
            };
            var from = Some.Start + TimeSpan.FromSeconds(random.Next(40_000));
            var to = from + TimeSpan.FromSeconds(random.Next(i % 5 == 0 ? 20 : 20_000));
            var expected = tracks.OrderBy(t => t.Key).SelectMany(t => PassFinder.Find(t.Value, area, from, to).Select(p => new Presence(t.Key, p))).ToList();
            var answered = await _store.PresenceAsync(area, from, to, open, null, default).ToListAsync();
            Assert.Empty(expected.Except(answered));
            Assert.Equal(expected, answered);
            found += expected.Count;

            var startAt = Some.Vehicle(12);
            Assert.Equal(
                expected.Where(p => p.Vehicle.CompareTo(startAt) >= 0),
                await _store.PresenceAsync(area, from, to, open, startAt, default).ToListAsync());
        }

        Assert.True(found > 100, $"{found} passes");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_truck_that_drives_through_between_two_chunks_is_found(bool sealedToo)
    {
        // North, then between the 240th and the 241st fix around a corner to the east, through a circle that lies in the box of neither chunk.
        var partition = await _store.OpenAsync(0, default);
        var points = Enumerable.Range(0, 480)
            .Select(i => i < 240 ? Straight(i, 121_000_000, 31_000_000 + (i * 5000)) : Straight(i, 121_010_000 + ((i - 240) * 5000), 32_200_000)).ToArray();
        await AppendAsync(partition, 1, points[..240]);
        await partition.FlushAsync(default);
        await AppendAsync(partition, 1, points[240..]);
        if (sealedToo)
        {
            await partition.FlushAsync(default);
        }

        var circle = GeoArea.Circle(new(32_197_500, 121_005_000), Distance.FromMetres(50));
        var pass = Assert.Single(await _store.PresenceAsync(
            circle, Some.Start, Some.Start + TimeSpan.FromDays(1), [.. partition.OpenVehicles().Select(v => new UnsealedPoints(v, partition.OpenPoints(v)))],
            null, default).ToListAsync());
        Assert.Equal((PassCertainty.Likely, 0), (pass.Pass.Certainty, pass.Pass.Fixes));
        Assert.InRange(pass.Pass.First.UnixMilliseconds, points[239].Time.UnixMilliseconds, points[240].Time.UnixMilliseconds);
    }

    [Fact]
    public async Task A_span_of_time_between_two_chunks_finds_the_truck()
    {
        var partition = await _store.OpenAsync(0, default);
        var points = Enumerable.Range(0, 240).Select(i => Straight(i, 121_000_000, 31_000_000 + (i * 5000))).ToArray();
        await AppendAsync(partition, 1, points[..120]);
        await partition.FlushAsync(default);
        await AppendAsync(partition, 1, [.. points[120..].Select(p => p with { Time = p.Time + TimeSpan.FromMinutes(8) })]);
        await partition.FlushAsync(default);
        var all = GeoArea.Box(new(30_000_000, 120_000_000), new(33_000_000, 123_000_000));
        var from = points[119].Time + TimeSpan.FromMinutes(3);
        var pass = Assert.Single(await _store.PresenceAsync(all, from, from + TimeSpan.FromSeconds(2), [], null, default).ToListAsync());
        Assert.Equal((PassEnd.Span, PassEnd.Span, PassCertainty.Certain), (pass.Pass.Entry, pass.Pass.Exit, pass.Pass.Certainty));
    }

    private static PositionReport Straight(int number, int east, int north) => new()
    {
        Time = Some.Start + TimeSpan.FromSeconds(number * 30),
        Position = new(north, east),
        Status = ReportStatus.Fixed,
    };

    /// <summary>A truck that drives and stands, loses reception, falls silent, and drifts now and then.</summary>
    private static PositionReport[] Drives(int seed, int count)
    {
        var random = new Random(seed);
        double north = 31_000_000 + random.Next(400_000), east = 121_000_000 + random.Next(400_000), course = random.NextDouble() * 6;
        var (second, speed) = (0, 0.0);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var silent = random.Next(60) == 0;
            var step = silent ? random.Next(900) + 60 : 30;
            second += step;
            speed = random.Next(8) == 0 ? random.Next(3) * 11 : speed;
            course += (random.NextDouble() - 0.5) * 0.8;
            north = Math.Clamp(north + (Math.Cos(course) * speed * step * 9), 31_000_000, 31_400_000);
            east = Math.Clamp(east + (Math.Sin(course) * speed * step * 10), 121_000_000, 121_400_000);
            var drift = random.Next(50) == 0 ? random.Next(80_000) : 0;
            return new PositionReport
            {
                Time = Some.Start + TimeSpan.FromSeconds(second),
                Position = new((int)north + drift, (int)east - (drift / 2)),
                SpeedDeciKmh = (ushort)(speed * 36),
                Status = random.Next(40) == 0 ? ReportStatus.None : ReportStatus.Fixed,
            };
        })];
    }
}
