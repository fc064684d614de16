namespace HazmatTrack.Domain.Rules.Findings;

/// <summary>How a report changed the findings about a vehicle.</summary>
public enum FindingChangeKind
{
    Raised,
    Amended,
    Retracted,
}

/// <summary>One step in the life of a finding.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Identity">The finding: rule, key and the onset it was first raised with, which stays when the onset is amended.</param>
/// <param name="Finding">The content that now holds; of a retraction the content that no longer does.</param>
/// <param name="CauseOffset">
/// Offset of the report that caused it, or, for a change by time, of the newest report folded before; -1 where unknown.
/// </param>
public sealed record FindingChange(FindingChangeKind Kind, FindingIdentity Identity, Finding Finding, ChangeCause Cause, long CauseOffset)
{
    /// <summary>Whether nobody could be notified in time: a later report, a document or a rule was the cause.</summary>
    public bool Late => Cause.IsLate();

    /// <summary>
    /// Whether its place in the log does not distinguish it from a repetition: the report at that place may have changed the same finding before, and time
    /// changes it once more. Its content decides.
    /// </summary>
    public bool CountsByContent => Cause == ChangeCause.Time;
}

/// <summary>What makes two findings of one vehicle the same one over all amendments.</summary>
/// <param name="FirstOnset">The onset as first raised.</param>
public readonly record struct FindingIdentity(string Rule, string Key, Instant FirstOnset);

/// <summary>A finding that has been raised and not retracted, with its last content.</summary>
public sealed record ActiveFinding(FindingIdentity Identity, Finding Finding);
