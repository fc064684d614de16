using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>
/// A stay in another province that is not yet certain: what the machine remembers of it, however long it lasts.
/// <code>
///   old province          border           province Into
///   ──●──ClearBefore──●──Before──║──First──●──ClearFirst──●──ClearLast──●──LastInside──▶
///                                ║                                             │
///                         ◀──────║────FirstBack────────────────────────────────┘ returning, not certain either
/// </code>
/// </summary>
internal struct PendingCrossing
{
    /// <summary>The province that seems to be entered; none while there is no leg.</summary>
    public ProvinceCode Into;

    /// <summary>The last fix before the border, as far as is known.</summary>
    public TrackPoint Before;

    /// <summary>The first fix after the border.</summary>
    public TrackPoint First;

    /// <summary>The newest fix in <see cref="Into"/>.</summary>
    public TrackPoint LastInside;

    /// <summary>The first fix outside again after <see cref="LastInside"/>, while coming back is not certain either.</summary>
    public TrackPoint FirstBack;

    /// <summary>Whether <see cref="FirstBack"/> is set.</summary>
    public bool Returning;

    /// <summary>Whether the way from <see cref="Before"/> to <see cref="First"/> is unknown (silence, or a jump).</summary>
    public bool Dark;

    /// <summary>Whether the vehicle was stationary before, by its positions.</summary>
    public bool FromStand;

    /// <summary>When the vehicle was last seen clear of the border before <see cref="First"/>.</summary>
    public ClearFix ClearBefore;

    /// <summary>When it was first seen clear of the border inside.</summary>
    public ClearFix ClearFirst;

    /// <summary>When it was last seen clear of the border inside.</summary>
    public ClearFix ClearLast;

    /// <summary>The number of fixes inside, up to 255.</summary>
    public byte Fixes;

    /// <summary>The number of consecutive fixes inside deeper than the confirming depth, up to the newest and up to 255.</summary>
    public byte DeepRun;

    /// <summary>The greatest such number so far.</summary>
    public byte LongestDeepRun;

    /// <summary>The greatest depth of a fix inside, metres.</summary>
    public int DeepestMetres;

    /// <summary>
    /// The evidence for a passage, in hundredths of a deep fix: grows with fixes inside, shrinks with fixes back, and at zero the border was
    /// not passed yet (a cumulative sum, so that noise at the border moves the bracket on to where the change really was).
    /// </summary>
    public int Evidence;

    public readonly bool IsOpen => Into.IsKnown;

    public readonly Distance Deepest => Distance.FromMetres(DeepestMetres);
}
