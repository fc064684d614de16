using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks.Passes;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Presences;

namespace HazmatTrack.Storage.Tests.History;

public abstract partial class HistoryStoreSuite
{
    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(18)]
    public async Task Who_was_there_over_days_is_what_the_whole_tracks_say(int slower)
    {
        var partition = await _store.OpenAsync(0, default);
        var tracks = Enumerable.Range(0, 16).ToDictionary(v => Some.Vehicle(v), v => Array.ConvertAll(
            Drives(v, 300 + (v * 60)), r => r with { Time = Some.Start + ((r.Time - Some.Start) * slower) }));
        foreach (var piece in Enumerable.Range(0, 16))
        {
            var batch = tracks.Select(t => new TrackAppend(
                t.Key, t.Value.Where((_, i) => (i / 100) + (i % 10 == 3 ? 2 : 0) == piece).ToArray(), null, default)).Where(t => t.Points.Length > 0).ToList();
            await partition.AppendAsync(new(7, piece * 100, (piece * 100) + 99, batch), default);
        }

        var open = partition.OpenVehicles().Select(v => new UnsealedPoints(v, partition.OpenPoints(v))).ToList();
        var random = new Random(slower);
        for (var i = 0; i < 200; i++)
        {
            var centre = new GeoPoint(31_000_000 + random.Next(400_000), 121_000_000 + random.Next(400_000));
            var area = i % 2 == 0
                ? GeoArea.Circle(centre, Distance.FromMetres(50 + random.Next(3000)))
                : GeoArea.Box(centre, new(centre.LatitudeE6 + random.Next(20_000), centre.LongitudeE6 + random.Next(20_000)));
            var from = Some.Start + TimeSpan.FromSeconds(random.Next(40_000) * slower);
            var to = from + TimeSpan.FromSeconds(random.Next(i % 5 == 0 ? 200 : 30_000) * slower);
            var expected = tracks.OrderBy(t => t.Key).SelectMany(t => PassFinder.Find(t.Value, area, from, to).Select(p => new Presence(t.Key, p))).ToList();
            Assert.Equal(expected, await _store.PresenceAsync(area, from, to, open, null, default).ToListAsync());
        }
    }
}
