namespace HazmatTrack.Domain.Geo;

/// <summary>Measures on the ground between nearby points (up to some hundred kilometres), by the local plane of WGS-84.</summary>
public static class Geodesy
{
    /// <summary>Metres per microdegree of latitude, mean over the Delta; within 0.1 % of the ellipsoid between 26°N and 36°N.</summary>
    public const double MetresPerLatitudeE6 = 0.11087;

    private const double MetresPerLongitudeE6AtEquator = 0.111320;

    /// <summary>Metres per microdegree of longitude at a latitude.</summary>
    public static double MetresPerLongitudeE6(int latitudeE6) =>
        MetresPerLongitudeE6AtEquator * Math.Cos(latitudeE6 * (Math.PI / 180e6));

    /// <summary>The distance between two points.</summary>
    public static Distance Between(GeoPoint a, GeoPoint b)
    {
        var y = ((double)b.LatitudeE6 - a.LatitudeE6) * MetresPerLatitudeE6;
        var x = ((double)b.LongitudeE6 - a.LongitudeE6) * MetresPerLongitudeE6((int)(((long)a.LatitudeE6 + b.LatitudeE6) / 2));
        return new(Math.Sqrt((x * x) + (y * y)));
    }

    /// <summary>The point at a fraction (0 = <paramref name="a"/>, 1 = <paramref name="b"/>) of the straight line between two points.</summary>
    public static GeoPoint Along(GeoPoint a, GeoPoint b, double fraction) => new(
        (int)Math.Round(a.LatitudeE6 + ((b.LatitudeE6 - (double)a.LatitudeE6) * fraction)),
        (int)Math.Round(a.LongitudeE6 + ((b.LongitudeE6 - (double)a.LongitudeE6) * fraction)));
}
