namespace HazmatTrack.Domain.Geo;

/// <summary>
/// GCJ-02 (火星坐标), the obfuscated datum of Chinese maps, 50 to 500 m off. Its formula is not published; the one known
/// since 2010 is reproduced here, and reproduces map vendors' points within metres.
/// </summary>
public static class Gcj02
{
    // Krasovsky 1940, by which the offset is scaled.
    private const double SemiMajorAxis = 6378245.0;
    private const double EccentricitySquared = 0.00669342162296594323;

    /// <summary>The largest error of the inverse, in degrees: a thousandth of a microdegree.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>The point on WGS-84 whose GCJ-02 coordinates these are, found by iteration; exact to a microdegree. Outside China the datums agree.</summary>
    public static GeoPoint ToWgs84(GeoPoint gcj)
    {
        var (latitude, longitude) = (gcj.Latitude, gcj.Longitude);
        if (!IsShifted(latitude, longitude))
        {
            return gcj;
        }

        var (y, x) = (latitude, longitude);
        for (var i = 0; i < 10; i++)
        {
            var (shiftedY, shiftedX) = Shift(y, x);
            var (missY, missX) = (shiftedY - latitude, shiftedX - longitude);
            y -= missY;
            x -= missX;
            if (Math.Abs(missY) < Tolerance && Math.Abs(missX) < Tolerance)
            {
                break;
            }
        }

        return GeoPoint.FromDegrees(y, x);
    }

    /// <summary>The GCJ-02 coordinates of a point on WGS-84.</summary>
    public static GeoPoint FromWgs84(GeoPoint wgs)
    {
        if (!IsShifted(wgs.Latitude, wgs.Longitude))
        {
            return wgs;
        }

        var (latitude, longitude) = Shift(wgs.Latitude, wgs.Longitude);
        return GeoPoint.FromDegrees(latitude, longitude);
    }

    /// <summary>Whether a point lies in the box in which maps are shifted.</summary>
    private static bool IsShifted(double latitude, double longitude) =>
        latitude is >= 0.8293 and <= 55.8271 && longitude is >= 72.004 and <= 137.8347;

    private static (double Latitude, double Longitude) Shift(double latitude, double longitude)
    {
        var (x, y) = (longitude - 105.0, latitude - 35.0);
        var radians = latitude * (Math.PI / 180);
        var sine = Math.Sin(radians);
        var w = 1 - (EccentricitySquared * sine * sine);
        var root = Math.Sqrt(w);
        var metresNorth = North(x, y);
        var metresEast = East(x, y);
        return (
            latitude + (metresNorth * 180.0 / (SemiMajorAxis * (1 - EccentricitySquared) / (w * root) * Math.PI)),
            longitude + (metresEast * 180.0 / (SemiMajorAxis / root * Math.Cos(radians) * Math.PI)));
    }

    private static double North(double x, double y) =>
        -100.0 + (2.0 * x) + (3.0 * y) + (0.2 * y * y) + (0.1 * x * y) + (0.2 * Math.Sqrt(Math.Abs(x)))
        + Ripple(x)
        + (((20.0 * Sine(y)) + (40.0 * Sine(y / 3.0))) * 2.0 / 3.0)
        + (((160.0 * Sine(y / 12.0)) + (320.0 * Sine(y / 30.0))) * 2.0 / 3.0);

    private static double East(double x, double y) =>
        300.0 + x + (2.0 * y) + (0.1 * x * x) + (0.1 * x * y) + (0.1 * Math.Sqrt(Math.Abs(x)))
        + Ripple(x)
        + (((20.0 * Sine(x)) + (40.0 * Sine(x / 3.0))) * 2.0 / 3.0)
        + (((150.0 * Sine(x / 12.0)) + (300.0 * Sine(x / 30.0))) * 2.0 / 3.0);

    private static double Ripple(double x) => ((20.0 * Sine(6.0 * x)) + (20.0 * Sine(2.0 * x))) * 2.0 / 3.0;

    /// <summary>The sine of an angle in half turns.</summary>
    private static double Sine(double halfTurns) => Math.Sin(halfTurns * Math.PI);
}
