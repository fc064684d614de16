namespace HazmatTrack.Domain.Tracking;

/// <summary>The outcome for a report that was given to a vehicle's tracker.</summary>
public enum ApplyOutcome
{
    /// <summary>Newer than all before: evaluated.</summary>
    Applied,

    /// <summary>Inserted into the tail, or put in the place of another of the same time; the stretch was evaluated again.</summary>
    AppliedLate,

    /// <summary>Known already, equal in every field: nothing changed.</summary>
    Duplicate,

    /// <summary>Another report of the same time prevails over it and has all its alarm bits: nothing changed.</summary>
    Superseded,

    /// <summary>At or before the base: history decides whether it is new, and the vehicle is then evaluated again.</summary>
    BeyondTail,
}
