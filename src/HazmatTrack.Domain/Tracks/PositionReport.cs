using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Tracks;

/// <summary>
/// One position report of one vehicle, as it is evaluated and stored. Whole numbers in the units of JT/T 808 message 0x0200, so
/// that the same report is the same value everywhere.
/// </summary>
/// <remarks>
/// Reports are held, copied and compared by the million: values that may be absent have a bit each in a mask, because a nullable takes twice the room.
/// </remarks>
public readonly record struct PositionReport
{
    private readonly ushort _speed;
    private readonly ushort _heading;
    private readonly short _altitude;
    private readonly Present _present;
    private readonly uint _mileage;

    [Flags]
    private enum Present : ushort
    {
        Speed = 1,
        Heading = 2,
        Altitude = 4,
        Mileage = 8,
    }

    /// <summary>When the terminal took the fix: event time. With the vehicle, the report's identity.</summary>
    public Instant Time { get; init; }

    /// <summary>WGS-84. Meaningless unless <see cref="IsPosition"/>.</summary>
    public GeoPoint Position { get; init; }

    /// <summary>Speed as the terminal reports it, 0.1 km/h; null where it sends none.</summary>
    public ushort? SpeedDeciKmh
    {
        get => (_present & Present.Speed) != 0 ? _speed : null;
        init => (_speed, _present) = (value.GetValueOrDefault(), value.HasValue ? _present | Present.Speed : _present & ~Present.Speed);
    }

    /// <summary>Course, whole degrees clockwise from north, 0 to 359; null where the terminal sends none, as many do when the vehicle does not move.</summary>
    public ushort? HeadingDegrees
    {
        get => (_present & Present.Heading) != 0 ? _heading : null;
        init => (_heading, _present) = (value.GetValueOrDefault(), value.HasValue ? _present | Present.Heading : _present & ~Present.Heading);
    }

    /// <summary>Height above sea level, metres; null where the terminal sends none.</summary>
    public short? AltitudeMetres
    {
        get => (_present & Present.Altitude) != 0 ? _altitude : null;
        init => (_altitude, _present) = (value.GetValueOrDefault(), value.HasValue ? _present | Present.Altitude : _present & ~Present.Altitude);
    }

    /// <summary>Odometer, 0.1 km; null where the terminal sends none.</summary>
    public uint? MileageDeciKm
    {
        get => (_present & Present.Mileage) != 0 ? _mileage : null;
        init => (_mileage, _present) = (value.GetValueOrDefault(), value.HasValue ? _present | Present.Mileage : _present & ~Present.Mileage);
    }

    /// <summary>Alarm bits of JT/T 808 table 24, unchanged.</summary>
    public uint Alarms { get; init; }

    /// <summary>Status bits of JT/T 808 table 25, unchanged, with <see cref="HoursBehind"/> in those that it reserves.</summary>
    public ReportStatus Status { get; init; }

    /// <summary>The status bits that the terminal sent.</summary>
    public ReportStatus TerminalStatus => Status & ~ReportStatus.HoursBehind;

    /// <summary>
    /// By how many whole hours the event time was behind receipt (<see cref="Quality.WholeHours"/>), 1 to 24; 0 where it was not. The time is then
    /// doubtful: it may be that of a clock in another time zone. Stored with the report, so that history is evaluated again with the same value.
    /// </summary>
    public int HoursBehind => (int)((uint)(Status & ReportStatus.HoursBehind) >> 27);

    /// <summary>The reported speed; null where the terminal sends none.</summary>
    public Speed? Speed => SpeedDeciKmh is { } deciKmh ? Geo.Speed.FromKilometresPerHour(deciKmh / 10.0) : null;

    /// <summary>The reported speed; zero where the terminal sends none.</summary>
    public Speed SpeedOrZero => Geo.Speed.FromKilometresPerHour(SpeedOrZeroDeciKmh / 10.0);

    /// <inheritdoc cref="SpeedOrZero"/>
    public ushort SpeedOrZeroDeciKmh => _speed;

    /// <summary><see cref="SpeedDeciKmh"/> as one number (<see cref="ReportNumbers"/>).</summary>
    public int SpeedNumber => _speed | (Absent(0) << 16);

    /// <inheritdoc cref="SpeedNumber"/>
    public int HeadingNumber => _heading | (Absent(1) << 16);

    /// <inheritdoc cref="SpeedNumber"/>
    public int AltitudeNumber => _altitude + (Absent(2) << 15);

    /// <inheritdoc cref="SpeedNumber"/>
    public long MileageNumber => _mileage | ((long)Absent(3) << 32);

    /// <summary>Whether the coordinates may be evaluated: fixed, and not encrypted.</summary>
    public bool IsPosition => (Status & (ReportStatus.Fixed | ReportStatus.Encrypted)) == ReportStatus.Fixed;

    /// <summary>The report with another value of <see cref="HoursBehind"/>.</summary>
    public PositionReport WithHoursBehind(int hours) => this with { Status = TerminalStatus | (ReportStatus)((uint)hours << 27) };

    /// <summary>1 where a value is absent, 0 where it is present.</summary>
    private int Absent(int bit) => (~(int)_present >> bit) & 1;
}
