namespace HazmatTrack.Tracker.Vehicles;

/// <summary>Whether a vehicle did what it was asked.</summary>
internal enum JudgeStatus
{
    Done,

    /// <summary>The vehicle does not have the state of this ownership: give it again with the state.</summary>
    NotLoaded,

    /// <summary>A newer owner has the vehicle: this one has lost the partition.</summary>
    Fenced,

    /// <summary>Judging failed, and would fail again: the vehicle has let go of its state.</summary>
    Failed,
}
