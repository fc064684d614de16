namespace HazmatTrack.Simulation;

/// <summary>What is wrong with the speed that a terminal reports. Positions are right whatever it is.</summary>
public enum SpeedFault
{
    /// <summary>Nothing: the speed of the receiver.</summary>
    None,

    /// <summary>Always 0: the pulse line of the speedometer is not connected.</summary>
    Zero,

    /// <summary>From some time on the value of that time, driving or not (see <see cref="TerminalSettings.LatestFreeze"/>).</summary>
    Stuck,

    /// <summary>Half of it: a wrong pulse coefficient.</summary>
    Halved,

    /// <summary>Twice of it: a wrong pulse coefficient.</summary>
    Doubled,

    /// <summary>In metres per second where km/h is meant.</summary>
    InMetresPerSecond,

    /// <summary>In knots, as NMEA 0183 has it, where km/h is meant.</summary>
    InKnots,

    /// <summary>Not sent.</summary>
    Absent,
}
