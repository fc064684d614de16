using System.Text;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Tests.Provinces;

public sealed class BadBordersTests
{
    [Theory]
    [InlineData("nonsense", BordersProblem.NotGeoJson)]
    [InlineData("{}", BordersProblem.NotGeoJson)]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":null}]}""", BordersProblem.NotGeoJson)]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"999999"},"geometry":{"type":"Polygon","coordinates":[]}}]}""", BordersProblem.UnknownCode)]
    [InlineData("""{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"310000"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}}]}""", BordersProblem.BadRing)]
    [InlineData("""{"type":"FeatureCollection","features":[]}""", BordersProblem.MissingProvince)]
    public void A_file_that_is_none_is_refused_with_its_reason(string file, BordersProblem problem)
    {
        Assert.Equal(problem, Assert.Throws<BordersException>(() => ProvinceMap.FromGeoJson(Encoding.UTF8.GetBytes(file))).Problem);
    }

    [Fact]
    public void Overlapping_provinces_are_refused_with_the_place()
    {
        var refusal = Assert.Throws<BordersException>(() => ProvinceMap.FromShapes(
            [Square(ProvinceCode.Shanghai, 0, 0, 1_000_000), Square(ProvinceCode.Jiangsu, 0, 900_000, 2_000_000)]));
        Assert.Equal(BordersProblem.Overlap, refusal.Problem);
        Assert.NotNull(refusal.Place);
    }

    [Fact]
    public void A_province_inside_another_is_refused()
    {
        var refusal = Assert.Throws<BordersException>(() => ProvinceMap.FromShapes(
            [Square(ProvinceCode.Shanghai, 0, 0, 1_000_000), Square(ProvinceCode.Jiangsu, 400_000, 400_000, 600_000)]));
        Assert.Equal(BordersProblem.Overlap, refusal.Problem);
    }

    [Fact]
    public void A_gap_between_neighbours_is_refused_with_the_place()
    {
        // Two halves of a square that part by a sliver in the middle of their border.
        ProvinceShape west = new(ProvinceCode.Shanghai, "", "",
            [[[new(0, 0), new(0, 500_000), new(400_000, 500_000), new(500_000, 499_000), new(600_000, 500_000), new(1_000_000, 500_000), new(1_000_000, 0)]]]);
        ProvinceShape east = new(ProvinceCode.Jiangsu, "", "",
            [[[new(0, 500_000), new(0, 1_000_000), new(1_000_000, 1_000_000), new(1_000_000, 500_000), new(600_000, 500_000), new(400_000, 500_000)]]]);
        var refusal = Assert.Throws<BordersException>(() => ProvinceMap.FromShapes([west, east]));
        Assert.Equal(BordersProblem.Gap, refusal.Problem);
        Assert.InRange(refusal.Place!.Value.LongitudeE6, 499_000, 500_000);
    }

    [Fact]
    public void A_province_that_occurs_twice_is_refused()
    {
        Assert.Equal(BordersProblem.DuplicateCode, Assert.Throws<BordersException>(() => ProvinceMap.FromShapes(
            [Square(ProvinceCode.Shanghai, 0, 0, 1_000_000), Square(ProvinceCode.Shanghai, 0, 2_000_000, 3_000_000)])).Problem);
    }

    [Fact]
    public void A_border_that_crosses_itself_is_refused()
    {
        ProvinceShape bow = new(ProvinceCode.Shanghai, "", "", [[[new(0, 0), new(1_000_000, 1_000_000), new(1_000_000, 0), new(0, 1_100_000)]]]);
        Assert.Equal(BordersProblem.BadRing, Assert.Throws<BordersException>(() => ProvinceMap.FromShapes([bow])).Problem);
    }

    private static ProvinceShape Square(ProvinceCode code, int south, int west, int end) => new(code, "", "",
        [[[new(south, west), new(south, end), new(end - west + south, end), new(end - west + south, west)]]]);
}
