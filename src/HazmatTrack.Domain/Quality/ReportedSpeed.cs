namespace HazmatTrack.Domain.Quality;

/// <summary>How the speed that a terminal reports (JT/T 808, 0x0200) relates to its own positions and times.</summary>
public enum ReportedSpeed : byte
{
    /// <summary>The vehicle has not moved enough to decide.</summary>
    Unknown,

    /// <summary>It agrees with the positions.</summary>
    Agrees,

    /// <summary>The terminal sends no speed.</summary>
    NotSent,

    /// <summary>It is zero though the vehicle drives.</summary>
    AlwaysZero,

    /// <summary>It stays at one value, other than zero, that the positions contradict.</summary>
    Stuck,

    /// <summary>It is in another unit or scale: <see cref="TrackQuality.SpeedRatio"/> times the speed by the positions.</summary>
    Scaled,

    /// <summary>It contradicts the positions in no regular way.</summary>
    Disagrees,

    /// <summary>The terminal itself reports its speed sensor faulty (alarm bit 24 of JT/T 808 table 24, VSS fault 车辆VSS故障).</summary>
    FaultReported,
}
