using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Server.Tests.Console;

/// <summary>Reports of a truck in Shanghai.</summary>
internal static class SomeTrack
{
    public static PositionReport Parked(Instant at, int longitudeE6) =>
        new() { Time = at, Position = new(31_230_000, longitudeE6), SpeedDeciKmh = 0, Status = ReportStatus.AccOn | ReportStatus.Fixed };

    /// <summary>Eastward at 57 km/h, a report every 30 s.</summary>
    public static PositionReport Driving(Instant begin, int number) => new()
    {
        Time = begin + TimeSpan.FromSeconds(30 * number),
        Position = new(31_230_000, 121_300_000 + (number * 5_000)),
        SpeedDeciKmh = (ushort)(570 + (10 * number)),
        HeadingDegrees = 90,
        Status = ReportStatus.AccOn | ReportStatus.Fixed,
    };
}
