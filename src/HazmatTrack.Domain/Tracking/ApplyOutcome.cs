namespace HazmatTrack.Domain.Tracking;

/// <summary>What became of a report that was given to a vehicle's tracker.</summary>
public enum ApplyOutcome
{
    /// <summary>Newer than all before: judged.</summary>
    Applied,

    /// <summary>Inserted into the tail, or put in the place of another of the same time; the stretch was judged again.</summary>
    AppliedLate,

    /// <summary>Known already, equal in every field: nothing changed.</summary>
    Duplicate,

    /// <summary>One of the same time prevails over it and has all its alarm bits: nothing changed.</summary>
    Superseded,

    /// <summary>At or before the base: history must tell whether it is new, and then have the vehicle judged again.</summary>
    BeyondTail,
}
