namespace HazmatTrack.Domain.Crossings;

/// <summary>What a change of province means to the provinces that share control of the Delta.</summary>
public enum CrossingKind
{
    /// <summary>From one province of the Delta into another.</summary>
    BetweenProvinces,

    /// <summary>Into the Delta from outside (进入长三角).</summary>
    EnteringDelta,

    /// <summary>Out of the Delta to a province outside (脱离长三角).</summary>
    LeavingDelta,

    /// <summary>Through a corner of another province: in and out again between two fixes (过境).</summary>
    Transit,

    /// <summary>Between two provinces outside the Delta: tracked, never reported.</summary>
    OutsideDelta,
}
