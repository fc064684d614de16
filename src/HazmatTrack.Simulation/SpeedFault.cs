namespace HazmatTrack.Simulation;

/// <summary>The fault in the speed that a terminal reports. Positions are right in every case.</summary>
public enum SpeedFault
{
    /// <summary>No fault: the speed of the receiver.</summary>
    None,

    /// <summary>Always 0: the pulse line of the speedometer is not connected.</summary>
    Zero,

    /// <summary>From some time on the value of that time, moving or not (see <see cref="TerminalSettings.LatestFreeze"/>).</summary>
    Stuck,

    /// <summary>Half the speed: a wrong pulse coefficient.</summary>
    Halved,

    /// <summary>Double the speed: a wrong pulse coefficient.</summary>
    Doubled,

    /// <summary>In metres per second instead of km/h.</summary>
    InMetresPerSecond,

    /// <summary>In knots, as in NMEA 0183, instead of km/h.</summary>
    InKnots,

    /// <summary>Not sent.</summary>
    Absent,
}
