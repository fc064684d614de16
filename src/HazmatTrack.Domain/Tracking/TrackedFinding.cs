using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Tracking;

/// <summary>A standing finding that reports in the tail can still change.</summary>
internal sealed class TrackedFinding(FindingIdentity identity, Finding said, Instant saidAt)
{
    /// <summary>
    /// In place of an offset in <see cref="EmittedBy"/>: it was told because time passed, and no offset says when the stores hold that. To take it for not
    /// stored yet, also when it is, does no harm.
    /// </summary>
    public const long ToldByTime = long.MaxValue;

    public FindingIdentity Identity { get; } = identity;

    /// <summary>Its content as last said.</summary>
    public Finding Said { get; set; } = said;

    /// <summary>The time of the report with which a rule last said it.</summary>
    public Instant LastEvaluatedAt { get; set; } = saidAt;

    /// <summary>
    /// Offset of the report by which it was last raised or amended, as long as the stores may not hold that; -1 where they do, or where nobody was
    /// told yet: a state that was built again has in it what is still to be judged again.
    /// </summary>
    public long EmittedBy { get; set; } = Tracks.TrackPoint.UnknownOffset;

    /// <summary>Its content as of the base: what it falls back to when all said in the tail turns out otherwise. Null when the tail brought it.</summary>
    public Finding? AtBase { get; set; }

    /// <summary>Its content as of the tracker's middle state, until that becomes the base; null when it was brought later.</summary>
    public Finding? AtMiddle { get; set; }
}
