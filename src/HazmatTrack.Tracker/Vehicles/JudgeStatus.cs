namespace HazmatTrack.Tracker.Vehicles;

/// <summary>The result of a call to a vehicle.</summary>
internal enum JudgeStatus
{
    Done,

    /// <summary>The vehicle does not have the state of this ownership: call it again with the state.</summary>
    NotLoaded,

    /// <summary>A newer owner has the vehicle: this silo has lost the partition.</summary>
    Fenced,

    /// <summary>The vehicle has evaluated another batch since the request was read: read it again.</summary>
    Outdated,

    /// <summary>The evaluation failed, and would fail again: the vehicle has released its state.</summary>
    Failed,
}
