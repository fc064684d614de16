using System.Globalization;

namespace HazmatTrack.Domain.Geo;

/// <summary>
/// A position on WGS-84 in whole microdegrees (1e-6°, ≈ 0.11 m), as JT/T 808 carries it. Whole numbers, so that a position that is
/// stored, sent and evaluated again is bit for bit the one that was evaluated first.
/// </summary>
public readonly record struct GeoPoint(int LatitudeE6, int LongitudeE6)
{
    public double Latitude => LatitudeE6 * 1e-6;

    public double Longitude => LongitudeE6 * 1e-6;

    /// <summary>Whether both coordinates lie on the globe.</summary>
    public bool IsOnGlobe => LatitudeE6 is >= -90_000_000 and <= 90_000_000 && LongitudeE6 is >= -180_000_000 and <= 180_000_000;

    /// <summary>Degrees rounded to the nearest microdegree.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate is not a number or not on the globe.</exception>
    public static GeoPoint FromDegrees(double latitude, double longitude)
    {
        if (!(latitude is >= -90 and <= 90))
        {
            throw new ArgumentOutOfRangeException(nameof(latitude), latitude, "A latitude lies between -90 and 90 degrees.");
        }

        if (!(longitude is >= -180 and <= 180))
        {
            throw new ArgumentOutOfRangeException(nameof(longitude), longitude, "A longitude lies between -180 and 180 degrees.");
        }

        return new((int)Math.Round(latitude * 1e6), (int)Math.Round(longitude * 1e6));
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Latitude:0.000000}°N {Longitude:0.000000}°E");
}
