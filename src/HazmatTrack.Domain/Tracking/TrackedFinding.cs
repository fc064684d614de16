using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Tracking;

/// <summary>An active finding that reports in the tail can still change.</summary>
internal sealed class TrackedFinding(FindingIdentity identity, Finding evaluated, Instant evaluatedAt)
{
    /// <summary>
    /// In place of an offset in <see cref="EmittedBy"/>: it was emitted because time passed, and no offset shows when the stores hold it. To treat it as not
    /// stored yet, even when it is, does no harm.
    /// </summary>
    public const long EmittedByTime = long.MaxValue;

    public FindingIdentity Identity { get; } = identity;

    /// <summary>Its content as last emitted.</summary>
    public Finding LastEvaluated { get; set; } = evaluated;

    /// <summary>The time of the report with which a rule last returned it.</summary>
    public Instant LastEvaluatedAt { get; set; } = evaluatedAt;

    /// <summary>
    /// Offset of the report by which it was last raised or amended, as long as the stores may not hold that; -1 where they do, or where it was not emitted
    /// yet: a state that was built again contains findings that are still to be reconciled.
    /// </summary>
    public long EmittedBy { get; set; } = Tracks.TrackPoint.UnknownOffset;

    /// <summary>
    /// Its content as of the base, which holds again when everything found in the tail turns out otherwise. Null when the tail produced it.
    /// </summary>
    public Finding? AtBase { get; set; }

    /// <summary>Its content as of the tracker's middle state, until that becomes the base; null when it was found later.</summary>
    public Finding? AtMiddle { get; set; }
}
