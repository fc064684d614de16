using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Tracks;

/// <summary>
/// One position report of one vehicle, as it is judged and stored. Whole numbers in the units of JT/T 808 message 0x0200, so
/// that the same report is the same value everywhere.
/// </summary>
public readonly record struct PositionReport
{
    /// <summary>When the terminal took the fix: event time. With the vehicle, the report's identity.</summary>
    public Instant Time { get; init; }

    /// <summary>WGS-84. Meaningless unless <see cref="IsPosition"/>.</summary>
    public GeoPoint Position { get; init; }

    /// <summary>Speed over ground, 0.1 km/h.</summary>
    public ushort SpeedDeciKmh { get; init; }

    /// <summary>Course, whole degrees clockwise from north, 0 to 359.</summary>
    public ushort HeadingDegrees { get; init; }

    /// <summary>Height above sea level, metres.</summary>
    public short AltitudeMetres { get; init; }

    /// <summary>Odometer, 0.1 km; 0 where the terminal sends none.</summary>
    public uint MileageDeciKm { get; init; }

    /// <summary>Alarm bits of JT/T 808 table 24, unchanged.</summary>
    public uint Alarms { get; init; }

    /// <summary>Status bits of JT/T 808 table 25, unchanged.</summary>
    public ReportStatus Status { get; init; }

    public Speed Speed => Speed.FromKilometresPerHour(SpeedDeciKmh / 10.0);

    /// <summary>Whether the coordinates may be judged: fixed, and not encrypted.</summary>
    public bool IsPosition => (Status & (ReportStatus.Fixed | ReportStatus.Encrypted)) == ReportStatus.Fixed;

    /// <summary>
    /// Which of two reports of the same vehicle and time stands. A total order on content, so that the outcome does not depend on
    /// which came first: a position beats none, then the greater content wins.
    /// </summary>
    public static PositionReport Prevailing(in PositionReport a, in PositionReport b)
    {
        var c = a.IsPosition.CompareTo(b.IsPosition);
        c = c != 0 ? c : a.Position.LatitudeE6.CompareTo(b.Position.LatitudeE6);
        c = c != 0 ? c : a.Position.LongitudeE6.CompareTo(b.Position.LongitudeE6);
        c = c != 0 ? c : a.SpeedDeciKmh.CompareTo(b.SpeedDeciKmh);
        c = c != 0 ? c : a.HeadingDegrees.CompareTo(b.HeadingDegrees);
        c = c != 0 ? c : a.AltitudeMetres.CompareTo(b.AltitudeMetres);
        c = c != 0 ? c : a.MileageDeciKm.CompareTo(b.MileageDeciKm);
        c = c != 0 ? c : a.Alarms.CompareTo(b.Alarms);
        c = c != 0 ? c : ((uint)a.Status).CompareTo((uint)b.Status);
        return c >= 0 ? a : b;
    }
}
