namespace HazmatTrack.Domain.Tracks;

/// <summary>The status bits of a position report that are evaluated (JT/T 808 table 25); the others are kept.</summary>
[Flags]
public enum ReportStatus : uint
{
    None = 0,
    AccOn = 1u << 0,

    /// <summary>The terminal has a fix (定位). Without it the coordinates are not a position.</summary>
    Fixed = 1u << 1,

    /// <summary>The coordinates are encrypted by the security plug-in (保密插件) and cannot be evaluated.</summary>
    Encrypted = 1u << 5,

    /// <summary>
    /// Set by the program: bits 27 to 31, which the standard reserves, hold <see cref="PositionReport.HoursBehind"/>. The bits that a terminal sends there are
    /// not kept.
    /// </summary>
    HoursBehind = 31u << 27,
}
