using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>
/// A plain map of squares. Jiangsu lies west of 121°E and Shanghai east of it, Zhejiang south of 31°N, Shandong and Henan (outside the
/// Delta) north of 32°N, nothing beyond.
/// </summary>
internal static class Squares
{
    /// <summary>On the border of Jiangsu and Shanghai, far from all others.</summary>
    public static readonly GeoPoint Border = GeoPoint.FromDegrees(31.5, 121);

    /// <summary>Where Jiangsu, Shanghai and Zhejiang meet.</summary>
    public static readonly GeoPoint Corner = GeoPoint.FromDegrees(31, 121);

    /// <summary>Where Jiangsu, Shanghai, Shandong and Henan meet.</summary>
    public static readonly GeoPoint NorthernCorner = GeoPoint.FromDegrees(32, 121);

    public static readonly ProvinceMap Map = ProvinceMap.FromShapes(
    [
        Square(ProvinceCode.Jiangsu, "江苏", 31, 120, 32, 121),
        Square(ProvinceCode.Shanghai, "上海", 31, 121, 32, 122),
        new(ProvinceCode.Zhejiang, "浙江", "Zhejiang", [[Ring((30, 120), (30, 122), (31, 122), (31, 121), (31, 120))]]),
        Square(ProvinceCode.Shandong, "山东", 32, 120, 33, 121),
        Square(ProvinceCode.Henan, "河南", 32, 121, 33, 122),
    ]);

    /// <summary>A point so many metres east and north of another.</summary>
    public static GeoPoint Off(GeoPoint from, double east, double north) => new(
        from.LatitudeE6 + (int)Math.Round(north / Geodesy.MetresPerLatitudeE6),
        from.LongitudeE6 + (int)Math.Round(east / Geodesy.MetresPerLongitudeE6(from.LatitudeE6)));

    private static ProvinceShape Square(ProvinceCode code, string name, double south, double west, double north, double east) =>
        new(code, name, name, [[Ring((south, west), (south, east), (north, east), (north, west))]]);

    private static List<GeoPoint> Ring(params (double Lat, double Lon)[] corners) =>
        [.. corners.Select(c => GeoPoint.FromDegrees(c.Lat, c.Lon))];
}
