using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>
/// A stay in another province that is not yet certain: what the machine remembers of it, however long it lasts.
/// </summary>
internal struct PendingCrossing
{
    /// <summary>The province that seems to be entered; none while there is no leg.</summary>
    public ProvinceCode Into;

    /// <summary>The last fix before the border, as far as it can be told.</summary>
    public TrackPoint Before;

    /// <summary>The first fix behind it.</summary>
    public TrackPoint First;

    /// <summary>The newest fix in <see cref="Into"/>.</summary>
    public TrackPoint LastInside;

    /// <summary>The first fix outside again after <see cref="LastInside"/>, while coming back is not certain either.</summary>
    public TrackPoint FirstBack;

    /// <summary>Whether <see cref="FirstBack"/> is set.</summary>
    public bool Returning;

    /// <summary>Whether the way from <see cref="Before"/> to <see cref="First"/> cannot be told (silence, or a jump).</summary>
    public bool Dark;

    /// <summary>Whether the vehicle stood before, by its positions.</summary>
    public bool FromStand;

    /// <summary>When it was last seen clear of the border before <see cref="First"/>.</summary>
    public ClearFix ClearBefore;

    /// <summary>When it was first seen inside, clear of the border.</summary>
    public ClearFix ClearFirst;

    /// <summary>When it was last seen so.</summary>
    public ClearFix ClearLast;

    /// <summary>Fixes inside, up to 255.</summary>
    public byte Fixes;

    /// <summary>Consecutive fixes inside deeper than the confirming depth, up to the newest and up to 255.</summary>
    public byte DeepRun;

    /// <summary>The most of them at any time.</summary>
    public byte LongestDeepRun;

    /// <summary>Greatest depth of a fix inside, metres.</summary>
    public int DeepestMetres;

    /// <summary>
    /// For and against, in hundredths of a deep fix: grows with fixes inside, shrinks with fixes back, and at zero the border was
    /// not passed yet (a cumulative sum, so that noise at the border moves the bracket on to where the change really was).
    /// </summary>
    public int Evidence;

    public readonly bool IsOpen => Into.IsKnown;

    public readonly Distance Deepest => Distance.FromMetres(DeepestMetres);
}
