using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Simulation;

namespace HazmatTrack.AlertQuality;

/// <summary>
/// Whether the reports that arrived show a true stay in a province, by the true track and the errors of the reports alone. They do not where a
/// truck that was never there would have sent them just as likely:
/// <list type="bullet">
/// <item>Each fix taken during the stay is explained twice: by where the truck was, at the cost of the square of its error in deviations of
/// the receiver; and by a truck that kept outside, at the cost of the square of how deep inside the fix lies. A fix costs 25 at most, as drift.
/// The stay is shown where keeping outside costs more.</item>
/// <item>Where none of these fixes is within five deviations of the truth (drift, or none was taken), the stay is shown by the straight line
/// between the fixes around it alone: if a way that leads past the province is longer than what the truck drove between them.</item>
/// </list>
/// </summary>
public sealed class StayEvidence(ProvinceMap map, TrueTrack track, IReadOnlyList<Arrival> fixes, Distance noise)
{
    private const double Drift = 25;

    /// <summary>Whether they show a stay.</summary>
    /// <param name="code">In which province.</param>
    /// <param name="start">When it began.</param>
    /// <param name="end">When it ended.</param>
    public bool Shows(ProvinceCode code, Instant start, Instant end)
    {
        var (inside, outside, sound) = (0.0, 0.0, 0);
        Arrival? before = null;
        foreach (var fix in fixes)
        {
            var error = ErrorOf(fix);
            if (fix.Taken < start)
            {
                before = error < Drift ? fix : before;
            }
            else if (fix.Taken <= end)
            {
                inside += error;
                outside += DepthOf(fix, code);
                sound += error < Drift ? 1 : 0;
            }
            else if (sound > 0)
            {
                break;
            }
            else if (error < Drift)
            {
                return before is not { } first || CannotBePassedBy(code, first, fix);
            }
        }

        return sound == 0 || outside > inside;
    }

    private double ErrorOf(in Arrival fix) => Cost(Geodesy.Between(fix.Report.Position, track.At(fix.Taken).Position));

    private double DepthOf(in Arrival fix, ProvinceCode code) =>
        map.Locate(fix.Report.Position) == code ? Cost(map.NearestBorder(fix.Report.Position).Distance) : 0;

    private double Cost(Distance off) => Math.Min(off.Metres / noise.Metres * (off.Metres / noise.Metres), Drift);

    /// <summary>Whether every way past the part of the straight line that lies in the province is longer than what was driven.</summary>
    private bool CannotBePassedBy(ProvinceCode code, in Arrival a, in Arrival b)
    {
        var (from, to) = (a.Report.Position, b.Report.Position);
        var passes = new List<BorderIntersection>();
        map.CrossSegment(from, to, passes);
        var enter = passes.FindIndex(p => p.To == code);
        if (enter < 0)
        {
            return false;
        }

        var leave = enter + 1 < passes.Count ? passes[enter + 1].Fraction : 1;
        var depth = map.DepthInside(from, to, passes[enter].Fraction, leave).Metres;
        var chord = Geodesy.Between(from, to).Metres;
        var at = (passes[enter].Fraction + leave) / 2 * chord;
        var past = Math.Sqrt((at * at) + (depth * depth)) + Math.Sqrt(((chord - at) * (chord - at)) + (depth * depth));
        return past > (track.At(b.Taken).Driven - track.At(a.Taken).Driven).Metres;
    }
}
