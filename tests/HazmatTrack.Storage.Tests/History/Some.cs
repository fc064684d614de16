using CsCheck;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Tests.History;

/// <summary>Reports and vehicles for the tests of history.</summary>
internal static class Some
{
    /// <summary>2026-03-02T00:00:00Z, a Monday.</summary>
    public static readonly Instant Start = Instant.FromSeconds(1_772_409_600);

    /// <summary>A report with any values at all, or without.</summary>
    public static readonly Gen<PositionReport> AnyReport =
        Gen.Select(
            Gen.Select(Gen.Long, Gen.Int, Gen.Int),
            Gen.Select(Gen.UShort.Nullable(), Gen.UShort.Nullable(), Gen.Short.Nullable()),
            Gen.Select(Gen.UInt.Nullable(), Gen.UInt, Gen.UInt),
            (place, motion, bits) => new PositionReport
            {
                Time = new(place.Item1),
                Position = new(place.Item2, place.Item3),
                SpeedDeciKmh = motion.Item1,
                HeadingDegrees = motion.Item2,
                AltitudeMetres = motion.Item3,
                MileageDeciKm = bits.Item1,
                Alarms = bits.Item2,
                Status = (ReportStatus)bits.Item3,
            });

    /// <summary>A report like those of a truck that drives or stands, at whole seconds, sometimes without a fix.</summary>
    public static PositionReport Report(int second, int variant = 0) => new()
    {
        Time = Start + TimeSpan.FromSeconds(second),
        Position = new(31_200_000 + (second * 97 % 50_000) + variant, 121_400_000 - (second * 53 % 70_000)),
        SpeedDeciKmh = (ushort)(second * 7 % 900),
        HeadingDegrees = (ushort)(second % 360),
        AltitudeMetres = (short)(second % 40),
        MileageDeciKm = (uint)(100_000 + (second / 4)),
        Status = second % 17 == 3 ? ReportStatus.AccOn : ReportStatus.AccOn | ReportStatus.Fixed,
    };

    public static VehicleId Vehicle(int number) => new($"沪A{number:00000}", PlateColour.Yellow);
}
