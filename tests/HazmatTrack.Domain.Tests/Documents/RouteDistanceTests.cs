using System.Collections.Immutable;
using CsCheck;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tests.Rules;

namespace HazmatTrack.Domain.Tests.Documents;

public sealed class RouteDistanceTests
{
    private static readonly Gen<GeoPoint> s_point = Gen.Select(Gen.Int[28_000_000, 34_000_000], Gen.Int[116_000_000, 122_000_000])
        .Select((lat, lon) => new GeoPoint(lat, lon));

    /// <summary>Lines as they are driven (steps of some hundred metres), and lines that jump about.</summary>
    private static readonly Gen<ImmutableArray<GeoPoint>> s_line = Gen.Frequency(
        (3, Gen.Select(s_point, Gen.Select(Gen.Int[-3000, 5000], Gen.Int[-4000, 4000]).Array[1, 300]).Select((start, steps) => Walk(start, steps))),
        (1, s_point.Array[2, 80].Select(points => points.ToImmutableArray())),
        (1, Gen.Select(s_point, Gen.Int[2, 20]).Select((p, n) => Enumerable.Repeat(p, n).ToImmutableArray())));

    [Fact]
    public void The_distance_from_a_route_is_that_of_its_nearest_segment() =>
        Gen.Select(s_line, s_point, Gen.Int[0, 299], Gen.Int[-20_000, 20_000]).Sample((line, far, at, off) =>
        {
            var route = RouteOf(line);
            var on = line[at % line.Length];
            foreach (var p in new[] { far, new GeoPoint(on.LatitudeE6 + off, on.LongitudeE6 - (off / 2)), on })
            {
                var expected = BruteForce(line, p);
                Assert.Equal(expected, route.DistanceFrom(p).Metres, 1e-6 * (1 + expected));
            }
        });

    [Fact]
    public void A_search_that_may_stop_early_never_takes_outside_for_inside_nor_inside_for_outside() =>
        Gen.Select(s_line, s_point, Gen.Int[0, 299], Gen.Int[-20_000, 20_000], Gen.Double[1, 3000]).Sample((line, far, at, off, corridor) =>
        {
            var route = RouteOf(line);
            var on = line[at % line.Length];
            foreach (var p in new[] { far, new GeoPoint(on.LatitudeE6 + off, on.LongitudeE6) })
            {
                var exact = route.DistanceFrom(p);
                var quick = route.DistanceFrom(p, Distance.FromMetres(corridor));
                Assert.Equal(exact.Metres <= corridor, quick.Metres <= corridor);
                Assert.True(quick >= exact);
                if (exact.Metres > corridor)
                {
                    Assert.Equal(exact, quick);
                }
            }
        });

    [Fact]
    public void Asking_again_and_again_allocates_nothing()
    {
        var line = Enumerable.Range(0, 2000).Select(i => new GeoPoint(31_000_000 + (i * 300), 120_000_000 + (i * 900))).ToImmutableArray();
        var route = RouteOf(line);
        var probe = new GeoPoint(line[1777].LatitudeE6 + 50_000, line[1777].LongitudeE6);
        _ = route.DistanceFrom(probe);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _ = route.DistanceFrom(probe);
            _ = route.DistanceFrom(line[i], route.Corridor);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_route_given_another_line_measures_from_that_line()
    {
        var route = RouteOf([new(31_000_000, 120_000_000), new(31_000_000, 120_100_000)]);
        var p = new GeoPoint(31_010_000, 120_050_000);
        Assert.Equal(1108.7, route.DistanceFrom(p).Metres, 0.1);
        var moved = route with { Line = [new(31_010_000, 120_000_000), new(31_010_000, 120_100_000)] };
        Assert.Equal(0, moved.DistanceFrom(p).Metres, 0.1);
    }

    [Fact]
    public void A_line_of_one_point_is_refused() =>
        Assert.Throws<ArgumentException>(() => RouteOf([new(31_000_000, 120_000_000)]).DistanceFrom(new(31_000_000, 120_000_000)));

    private static ImmutableArray<GeoPoint> Walk(GeoPoint start, (int Lat, int Lon)[] steps)
    {
        var line = ImmutableArray.CreateBuilder<GeoPoint>(steps.Length + 1);
        line.Add(start);
        foreach (var (lat, lon) in steps)
        {
            line.Add(new(line[^1].LatitudeE6 + lat, line[^1].LongitudeE6 + lon));
        }

        return line.ToImmutable();
    }

    private static Route RouteOf(ImmutableArray<GeoPoint> line) => new()
    {
        Number = "R1",
        Vehicle = Some.Truck,
        Line = line,
        Corridor = Distance.FromMetres(300),
        ValidFrom = new(0),
        ValidTo = new(1),
    };

    /// <summary>Least over all segments, each by a search along it: no projection formula shared with the index.</summary>
    private static double BruteForce(ImmutableArray<GeoPoint> line, GeoPoint p)
    {
        var least = double.PositiveInfinity;
        for (var i = 0; i + 1 < line.Length; i++)
        {
            double low = 0, high = 1;
            for (var n = 0; n < 90; n++)
            {
                var (a, b) = (low + ((high - low) / 3), high - ((high - low) / 3));
                (low, high) = At(line[i], line[i + 1], a, p) < At(line[i], line[i + 1], b, p) ? (low, b) : (a, high);
            }

            least = Math.Min(least, At(line[i], line[i + 1], (low + high) / 2, p));
        }

        return least;
    }

    private static double At(GeoPoint a, GeoPoint b, double t, GeoPoint p)
    {
        var y = (a.LatitudeE6 + (t * ((double)b.LatitudeE6 - a.LatitudeE6)) - p.LatitudeE6) * 0.11087;
        var x = (a.LongitudeE6 + (t * ((double)b.LongitudeE6 - a.LongitudeE6)) - p.LongitudeE6) * 0.111320 * Math.Cos(p.Latitude * Math.PI / 180);
        return Math.Sqrt((x * x) + (y * y));
    }
}
