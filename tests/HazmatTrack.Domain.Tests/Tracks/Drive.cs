using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracks;

/// <summary>Made-up tracks on a plain around 31°N 121°E, in metres east and north of it.</summary>
internal static class Drive
{
    public static readonly Instant Start = Instant.FromSeconds(1_772_409_600);

    public static GeoPoint Point(double east, double north) => new(
        31_000_000 + (int)Math.Round(north / Geodesy.MetresPerLatitudeE6),
        121_000_000 + (int)Math.Round(east / Geodesy.MetresPerLongitudeE6(31_000_000)));

    public static PositionReport Fix(double second, double east, double north = 0, double? kmh = null) => new()
    {
        Time = Start + TimeSpan.FromSeconds(second),
        Position = Point(east, north),
        SpeedDeciKmh = kmh is { } speed ? (ushort)(speed * 10) : null,
        Status = ReportStatus.Fixed,
    };

    /// <summary>A report that says that it has no position.</summary>
    public static PositionReport Lost(double second) => new() { Time = Start + TimeSpan.FromSeconds(second) };

    /// <summary>Fixes of a truck that drives east at 72 km/h.</summary>
    public static IEnumerable<PositionReport> East(int fixes, int every = 30, double second = 0, double east = 0, double north = 0, double? kmh = 72) =>
        Enumerable.Range(0, fixes).Select(i => Fix(second + (i * every), east + (i * every * 20.0), north, kmh));
}
