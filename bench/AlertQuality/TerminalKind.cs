namespace HazmatTrack.AlertQuality;

/// <summary>What is wrong with a truck's terminal, its receiver or its uplink.</summary>
public enum TerminalKind
{
    SpeedZero,
    SpeedStuck,
    SpeedHalved,
    SpeedInMetresPerSecond,
    SpeedInKnots,
    SpeedAbsent,
    SpeedDoubled,

    /// <summary>The clock steps by 2 s to 5 min, once an hour in the mean, and is set right after 1 to 20 minutes.</summary>
    ClockSteps,

    /// <summary>Errors of 30 m on each axis, nine tenths of their variance wandering over minutes.</summary>
    Noise30,

    /// <summary>Half of the reports come up to an hour late.</summary>
    HalfLate,
}
