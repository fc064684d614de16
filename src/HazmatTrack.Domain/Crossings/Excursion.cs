using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>
/// The track since it went on elsewhere by a jump that no truck drives: a burst of drift with one error seems to have moved the vehicle there, until it
/// jumps back, or has gone on for longer than drift does.
/// </summary>
internal struct Excursion
{
    /// <summary>More fixes than a burst of drift has.</summary>
    private const int MostFixes = DriftFilter.MostHeld;

    /// <summary>The last fix before the jump.</summary>
    public TrackPoint From;

    /// <summary>When the vehicle was last clear of the border of its province before the jump.</summary>
    public ClearFix Clear;

    /// <summary>The number of fixes since the jump.</summary>
    public byte Fixes;

    /// <summary>Whether only the reported speeds show that it was a jump.</summary>
    public bool BySpeeds;

    public readonly bool IsOpen => Fixes > 0;

    /// <summary>Whether the excursion has gone on, up to this fix, for longer than drift does.</summary>
    public readonly bool IsOver(in TrackPoint fix, CrossingSettings settings) =>
        Fixes >= MostFixes || (Fixes > settings.ReanchorFixes && fix.Time - From.Time > settings.ReanchorTime * 2);

    /// <summary>Makes the excursion end with the next fix.</summary>
    public void EndWithNext() => Fixes = MostFixes;

    /// <summary>Whether a truck drives from where the jump began to a fix at an ordinary pace.</summary>
    public readonly bool CanBeLeftFor(in TrackPoint fix, CrossingSettings settings) =>
        Fixes < MostFixes && Geodesy.Between(From.Report.Position, fix.Report.Position)
        <= (Speed.FromKilometresPerHour(settings.Usual.KilometresPerHour * settings.SpeedMargin) * (fix.Time - From.Time)) + settings.Jitter;
}
