using HazmatTrack.Domain.Geo;
using HazmatTrack.Simulation;

namespace HazmatTrack.Server.Demo;

/// <summary>
/// Some of the expressways that cross the borders of the Delta, as a few points each, set by hand with an accuracy of one or two kilometres: enough to look
/// right on a map of provinces, not for navigation.
/// </summary>
internal static class DemoRoads
{
    public static readonly IReadOnlyList<Polyline> All =
    [
        // G2 京沪: Shanghai, Kunshan, Suzhou, Wuxi.
        Road(31.262, 121.350, 31.300, 121.230, 31.318, 121.125, 31.345, 121.010, 31.365, 120.880, 31.370, 120.700, 31.420, 120.520, 31.520, 120.400),

        // G60 沪昆: Songjiang, Fengjing, Jiaxing, Tongxiang.
        Road(31.060, 121.270, 30.990, 121.170, 30.900, 121.020, 30.855, 120.930, 30.800, 120.830, 30.720, 120.700, 30.650, 120.560),

        // G50 沪渝: Qingpu, Pingwang, Zhenze, Nanxun, Huzhou.
        Road(31.140, 121.150, 31.075, 120.960, 30.990, 120.720, 30.930, 120.560, 30.870, 120.420, 30.860, 120.200, 30.920, 119.980),

        // G50 沪渝: Huzhou, Changxing, Guangde.
        Road(30.870, 120.080, 30.980, 119.890, 30.960, 119.700, 30.920, 119.560, 30.890, 119.420),

        // G42 沪蓉: Nanjing, Quanjiao, Chaohu.
        Road(32.040, 118.640, 32.050, 118.500, 32.030, 118.350, 31.990, 118.100, 31.920, 117.850),

        // G36 宁洛: Nanjing, Chuzhou.
        Road(32.130, 118.690, 32.190, 118.560, 32.250, 118.420, 32.300, 118.310, 32.420, 118.110),

        // G15 沈海: Jiading, Taicang, Changshu.
        Road(31.330, 121.260, 31.400, 121.230, 31.460, 121.180, 31.520, 121.110, 31.600, 120.990, 31.640, 120.780),

        // G15 沈海: Jinshan, Pinghu, Haiyan.
        Road(30.900, 121.280, 30.830, 121.230, 30.760, 121.150, 30.700, 121.020, 30.600, 120.900),
    ];

    /// <summary>The road with a detour around its middle, some kilometres away: the way of a driver who avoids a toll station.</summary>
    public static Polyline Detour(Polyline road)
    {
        var middle = road.Points.Count / 2;
        var (before, after) = (road.Points[middle - 1], road.Points[middle]);
        var aside = new GeoPoint(
            ((before.LatitudeE6 + after.LatitudeE6) / 2) + 30_000, ((before.LongitudeE6 + after.LongitudeE6) / 2) + 10_000);
        return new([.. road.Points.Take(middle), aside, .. road.Points.Skip(middle)]);
    }

    private static Polyline Road(params ReadOnlySpan<double> degrees)
    {
        var points = new GeoPoint[degrees.Length / 2];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = GeoPoint.FromDegrees(degrees[2 * i], degrees[(2 * i) + 1]);
        }

        return new(points);
    }
}
