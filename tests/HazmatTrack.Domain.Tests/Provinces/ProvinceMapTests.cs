using System.Text.Json;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Testing;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;

namespace HazmatTrack.Domain.Tests.Provinces;

public sealed class ProvinceMapTests
{
    private static readonly ProvinceMap s_map = ShippedBorders.Map;

    [Theory]
    [InlineData("Shanghai, People's Square", 31.2304, 121.4737, 310000)]
    [InlineData("Chongming island", 31.6230, 121.3970, 310000)]
    [InlineData("Suzhou", 31.2990, 120.5850, 320000)]
    [InlineData("Nanjing", 32.0600, 118.7970, 320000)]
    [InlineData("Xuzhou", 34.2050, 117.2840, 320000)]
    [InlineData("Hangzhou", 30.2740, 120.1550, 330000)]
    [InlineData("Zhoushan, Dinghai", 30.0190, 122.1060, 330000)]
    [InlineData("Wenzhou", 27.9940, 120.6990, 330000)]
    [InlineData("Hefei", 31.8200, 117.2270, 340000)]
    [InlineData("Huangshan city", 29.7150, 118.3370, 340000)]
    [InlineData("Jinan", 36.6510, 117.1200, 370000)]
    [InlineData("Zhengzhou", 34.7470, 113.6250, 410000)]
    [InlineData("Wuhan", 30.5930, 114.3050, 420000)]
    [InlineData("Nanchang", 28.6820, 115.8580, 360000)]
    [InlineData("Fuzhou", 26.0750, 119.2960, 350000)]
    [InlineData("Changsha, not on the map", 28.2280, 112.9390, 0)]
    [InlineData("Beijing, not on the map", 39.9040, 116.4070, 0)]
    [InlineData("Hangzhou Bay Bridge, mid-bay", 30.45, 121.13, 330000)]
    [InlineData("Donghai Bridge, five km off Nanhui", 30.80, 121.93, 310000)]
    [InlineData("the open Pacific", 30.0, 127.0, 0)]
    public void A_known_place_lies_in_its_province(string place, double latitude, double longitude, int expected)
    {
        Assert.True(expected == s_map.Locate(GeoPoint.FromDegrees(latitude, longitude)).Number, place);
    }

    [Fact]
    public void A_million_random_points_of_the_box_lie_in_one_province_or_none_and_grid_rule_and_polygons_agree_on_all()
    {
        var polygons = ShippedPolygons();
        var random = new Random(20261123);
        var found = new Dictionary<int, int>();
        var onLand = 0;
        for (var i = 0; i < 1_000_000; i++)
        {
            var p = new GeoPoint(random.Next(26_500_000, 36_000_000), random.Next(114_000_000, 123_500_000));
            var code = s_map.Locate(p).Number;
            if (s_map.LocateExact(p).Number != code)
            {
                Assert.Fail($"{p}: the grid says {code}, the rule {s_map.LocateExact(p)}.");
            }

            // Independent of the map: the shipped polygons, each asked alone.
            var at = new Coordinate(p.Longitude, p.Latitude);
            var (inside, polygon) = (0, 0);
            foreach (var (other, area, locator) in polygons)
            {
                if (area.Contains(at) && locator.Locate(at) == Location.Interior)
                {
                    (inside, polygon) = (inside + 1, other);
                }
            }

            if (inside > 1 || (inside == 1 && polygon != code))
            {
                Assert.Fail($"{p} lies in {inside} polygons, the last of them {polygon}; the map says {code}.");
            }

            onLand += inside;
            found[code] = found.GetValueOrDefault(code) + 1;
        }

        Assert.Equal(s_map.Provinces.Select(p => p.Number).Order(), found.Keys.Where(k => k != 0).Order());
        Assert.InRange(onLand, 500_000, 1_000_000 - found[0]);
    }

    [Fact]
    public void A_point_on_a_shared_vertex_belongs_to_exactly_one_side()
    {
        var map = Squares();
        Assert.Equal(ProvinceCode.Jiangsu, map.Locate(new(500_000, 1_000_000)));
        Assert.Equal(ProvinceCode.Jiangsu, map.LocateExact(new(500_000, 1_000_000)));
        Assert.Equal(ProvinceCode.Shanghai, map.Locate(new(500_000, 999_999)));
        Assert.Equal(ProvinceCode.Jiangsu, map.Locate(new(0, 1_000_000)));
    }

    [Fact]
    public void The_nearest_border_is_the_nearest_of_all_edges()
    {
        var map = Squares();
        var near = map.NearestBorder(new(500_000, 990_000));
        Assert.Equal(10_000 * Geodesy.MetresPerLongitudeE6(500_000), near.Distance.Metres, 3);
        Assert.Equal(ProvinceCode.Jiangsu, near.Neighbour);
        Assert.True(map.IsDeeperThan(new(500_000, 500_000), Distance.FromKilometres(50)));
        Assert.False(map.IsDeeperThan(new(500_000, 990_000), Distance.FromKilometres(2)));
    }

    [Fact]
    public void Passes_along_a_segment_lead_from_the_province_of_one_end_to_that_of_the_other()
    {
        var random = new Random(3);
        for (var i = 0; i < 3_000; i++)
        {
            var a = new GeoPoint(random.Next(27_000_000, 35_500_000), random.Next(115_000_000, 122_800_000));
            var b = new GeoPoint(a.LatitudeE6 + random.Next(-300_000, 300_000), a.LongitudeE6 + random.Next(-300_000, 300_000));
            var passes = new List<BorderIntersection>();
            Assert.Equal(s_map.CrossSegment(a, b, passes), passes.Count);
            var at = s_map.Locate(a);
            var last = 0.0;
            foreach (var pass in passes)
            {
                Assert.Equal(at, pass.From);
                Assert.NotEqual(pass.From, pass.To);
                Assert.InRange(pass.Fraction, last, 1);
                (at, last) = (pass.To, pass.Fraction);
            }

            Assert.Equal(s_map.Locate(b), at);
        }
    }

    [Fact]
    public void What_is_clear_of_borders_by_the_grid_is_so_by_measure()
    {
        var random = new Random(5);
        for (var i = 0; i < 5_000; i++)
        {
            var p = new GeoPoint(random.Next(27_000_000, 35_500_000), random.Next(115_000_000, 122_000_000));
            var distance = Distance.FromMetres(random.Next(10, 20_000));
            Assert.Equal(s_map.NearestBorder(p).Distance > distance, s_map.IsDeeperThan(p, distance));
        }
    }

    /// <summary>Counted, not timed: each cell of the map is looked at once at most, and none where the answer is clear.</summary>
    [Theory]
    [InlineData(43.8, 87.6)]
    [InlineData(0, -170)]
    [InlineData(-80, -170)]
    [InlineData(90, 180)]
    [InlineData(31, 150)]
    public void A_truck_far_from_the_map_costs_no_more_than_one_look_at_it(double latitude, double longitude)
    {
        var far = GeoPoint.FromDegrees(latitude, longitude);
        var search = s_map.SearchFrom(far);
        search.Run();
        Assert.InRange(search.Cells, 1, s_map.Cells);
        Assert.Equal(s_map.NearestBorder(far).Distance.Metres, search.Metres);

        var judged = s_map.SearchFrom(far);
        judged.Run(Distance.FromKilometres(50).Metres);
        Assert.Equal(0, judged.Cells);
        Assert.True(s_map.IsDeeperThan(far, Distance.FromKilometres(50)));
    }

    /// <summary>Where rings do not begin with the point's own cell.</summary>
    [Fact]
    public void The_nearest_border_of_a_point_off_the_map_is_the_nearest_of_all()
    {
        var map = Squares();
        for (var i = 0; i < 200; i++)
        {
            var off = new GeoPoint(2_000_000 + (i * 17_000), (i * 40_000) - 3_000_000);
            var edge = new BorderEdge(new(0, 1_000_000), new(1_000_000, 1_000_000), ProvinceCode.Shanghai, ProvinceCode.Jiangsu);
            Assert.Equal(edge.MetresFrom(off), map.NearestBorder(off).Distance.Metres, 6);
        }
    }

    private static List<(int Code, Envelope Area, IndexedPointInAreaLocator Locator)> ShippedPolygons()
    {
        var factory = new GeometryFactory();
        using var document = JsonDocument.Parse(ShippedBorders.Bytes);
        return [.. document.RootElement.GetProperty("features").EnumerateArray()
            .Where(f => f.GetProperty("properties").TryGetProperty("code", out _))
            .Select(f => (
                Code: int.Parse(f.GetProperty("properties").GetProperty("code").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
                Shape: factory.CreateMultiPolygon([.. f.GetProperty("geometry").GetProperty("coordinates").EnumerateArray()
                    .Select(p => p.EnumerateArray()
                        .Select(r => factory.CreateLinearRing([.. r.EnumerateArray().Select(c => new Coordinate(c[0].GetDouble(), c[1].GetDouble()))]))
                            .ToArray())
                    .Select(r => factory.CreatePolygon(r[0], r[1..]))])))
            .Select(p => (p.Code, p.Shape.EnvelopeInternal, new IndexedPointInAreaLocator(p.Shape)))];
    }

    private static ProvinceMap Squares() => ProvinceMap.FromShapes(
    [
        new(ProvinceCode.Shanghai, "上海市", "Shanghai", [[[new(0, 0), new(0, 1_000_000), new(1_000_000, 1_000_000), new(1_000_000, 0)]]]),
        new(ProvinceCode.Jiangsu, "江苏省", "Jiangsu", [[[new(0, 1_000_000), new(0, 2_000_000), new(1_000_000, 2_000_000), new(1_000_000, 1_000_000)]]]),
    ]);
}
