using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>
/// The track since it went on elsewhere by a jump that no truck drives: where a burst of drift with one error seems to have taken the vehicle, until it
/// jumps back, or has gone on for longer than drift does.
/// </summary>
internal struct Excursion
{
    /// <summary>More fixes than a burst of drift has.</summary>
    private const int MostFixes = DriftFilter.MostHeld;

    /// <summary>The last fix before the jump.</summary>
    public TrackPoint From;

    /// <summary>When the vehicle was then last clear of the border of its province.</summary>
    public ClearFix Clear;

    /// <summary>Fixes since.</summary>
    public byte Fixes;

    public readonly bool IsOpen => Fixes > 0;

    /// <summary>Counts one more fix: after so many, or so long, it is no drift.</summary>
    public void GoOn(in TrackPoint fix, CrossingSettings settings)
    {
        var isOver = Fixes >= MostFixes || (Fixes > settings.ReanchorFixes && fix.Time - From.Time > settings.ReanchorTime * 2);
        Fixes++;
        this = isOver ? default : this;
    }
}
