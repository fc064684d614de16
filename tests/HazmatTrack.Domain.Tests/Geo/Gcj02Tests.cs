using System.Globalization;
using CsCheck;
using HazmatTrack.Domain.Geo;
using HazmatTrack.TestServers;

namespace HazmatTrack.Domain.Tests.Geo;

public sealed class Gcj02Tests
{
    [Fact]
    public void Toll_stations_known_in_both_datums_are_converted_within_a_metre()
    {
        var lines = File.ReadLines(Path.Combine(Servers.SharedData, "toll_points_wgs84.csv")).ToList();
        var columns = lines[0].Split(',').ToList();
        GeoPoint Point(string[] fields, string datum) => GeoPoint.FromDegrees(
            double.Parse(fields[columns.IndexOf("lat_" + datum)], CultureInfo.InvariantCulture),
            double.Parse(fields[columns.IndexOf("lon_" + datum)], CultureInfo.InvariantCulture));
        var misses = lines.Skip(1).Select(l => l.Split(','))
            .Select(f => Geodesy.Between(Point(f, "wgs84"), Gcj02.ToWgs84(Point(f, "gcj02"))).Metres).ToList();
        Assert.NotEmpty(misses);
        Assert.InRange(misses.Max(), 0, 1.0);
    }

    [Fact]
    public void There_and_back_is_the_same_point_everywhere_in_China() =>
        Gen.Select(Gen.Int[3_500_000, 53_500_000], Gen.Int[73_700_000, 135_000_000]).Sample(
            (latitude, longitude) =>
            {
                var point = new GeoPoint(latitude, longitude);
                var back = Gcj02.ToWgs84(Gcj02.FromWgs84(point));
                Assert.InRange(Math.Abs(back.LatitudeE6 - latitude), 0, 1);
                Assert.InRange(Math.Abs(back.LongitudeE6 - longitude), 0, 1);
            },
            iter: 100_000);

    [Fact]
    public void Any_point_on_the_globe_has_an_answer_and_outside_China_it_is_itself()
    {
        Gen.Select(Gen.Int[-90_000_000, 90_000_000], Gen.Int[-180_000_000, 180_000_000]).Sample(
            (latitude, longitude) => Assert.True(Gcj02.ToWgs84(new(latitude, longitude)).IsOnGlobe), iter: 100_000);
        var tokyo = new GeoPoint(35_681_200, 139_767_100);
        Assert.Equal(tokyo, Gcj02.ToWgs84(tokyo));
    }
}
