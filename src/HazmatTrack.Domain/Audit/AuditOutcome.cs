namespace HazmatTrack.Domain.Audit;

/// <summary>How an action ended.</summary>
public enum AuditOutcome
{
    Allowed = 1,

    /// <summary>The actor may not do it.</summary>
    Refused = 2,

    /// <summary>The actor may do it, and it failed.</summary>
    Failed = 3,
}
