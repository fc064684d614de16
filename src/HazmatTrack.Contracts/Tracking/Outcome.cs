namespace HazmatTrack.Contracts.Tracking;

/// <summary>Whether a grain did what it was asked.</summary>
[GenerateSerializer, Alias("outcome")]
public enum Outcome
{
    Done,

    /// <summary>The grain does not have the state of this ownership (it was collected while idle): send it again with the state.</summary>
    NotLoaded,

    /// <summary>A newer owner has the vehicle: this one has lost the partition.</summary>
    Fenced,

    /// <summary>Judging failed, and would fail again: the vehicle has let go of its state.</summary>
    Failed,
}
