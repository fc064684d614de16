using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Simulation;

namespace HazmatTrack.AlertQuality;

/// <summary>
/// Whether a truck that truly crossed could have sent the reports about a false alarm just as likely as the truck that did not, by the true track and the
/// errors of the reports alone. Both explain the fixes around the alarm, in deviations squared, with a fix at 25 as drift:
/// <list type="bullet">
/// <item>Where the truck was: each fix costs its error, and one that is off as far as the fix before, in the same direction, only what it differs from
/// that: a burst with one error is paid once.</item>
/// <item>A truck that crossed: it was at some of the fixes, which cost 2 each as noise does in the mean, one of them in the province that was told and one
/// outside before; it drove from each to the next at no more than 90 km/h, and where its terminal tells right speeds as these allow, at 1.5 m/s². Every
/// fix where it was not is drift and paid, in a burst as well.</item>
/// </list>
/// The reports hold the answer where the crossing costs more.
/// </summary>
public sealed class CrossingEvidence(ProvinceMap map, TrueTrack track, IReadOnlyList<Arrival> fixes, Distance noise, bool tellsRight)
{
    private const double Drift = 25;

    /// <summary>The mean cost of a fix where the truck was.</summary>
    private const double Expected = 2;

    private const double MetresPerSecond = 25;
    private const double Gain = 1.5;

    /// <summary>As many fixes to either side are looked at: more than a burst of drift has.</summary>
    private const int Around = 15;

    /// <summary>Whether a truck that entered a province at about a time could have sent them.</summary>
    public bool CouldHaveEntered(ProvinceCode code, Instant time)
    {
        var at = fixes.TakeWhile(f => f.Report.Time < time).Count();
        var window = fixes.Skip(at - Around).Take(2 * Around).ToList();
        return window.Count > 2 && CostOfEntering(code, window) <= CostOfTruth(window);
    }

    private double CostOfTruth(List<Arrival> window)
    {
        var (cost, before) = (0.0, (East: 0.0, North: 0.0));
        foreach (var fix in window)
        {
            var error = ErrorOf(fix);
            var own = Cost(error.East, error.North);

            // The difference of two errors varies twice as much as one.
            cost += own < Drift ? own : Math.Min(own, Cost((error.East - before.East) / Math.Sqrt(2), (error.North - before.North) / Math.Sqrt(2)));
            before = error;
        }

        return cost;
    }

    /// <summary>The least cost of a way over some of the fixes, one of them in the province: for each fix that of the best way so far that ends
    /// there.</summary>
    private double CostOfEntering(ProvinceCode code, List<Arrival> window)
    {
        var (without, with) = (new double[window.Count], new double[window.Count]);
        var best = double.PositiveInfinity;
        for (var i = 0; i < window.Count; i++)
        {
            // It must have come from outside: a truck that was there all along has not entered.
            var isIn = map.Locate(window[i].Report.Position) == code;
            (without[i], with[i]) = (isIn ? double.PositiveInfinity : (i * Drift) + Expected, double.PositiveInfinity);
            for (var j = 0; j < i; j++)
            {
                if (!IsDriven(window[j], window[i]))
                {
                    continue;
                }

                var missed = ((i - j - 1) * Drift) + Expected;
                with[i] = Math.Min(with[i], missed + (isIn ? Math.Min(with[j], without[j]) : with[j]));
                without[i] = isIn ? without[i] : Math.Min(without[i], missed + without[j]);
            }

            best = Math.Min(best, with[i] + ((window.Count - 1 - i) * Drift));
        }

        return best;
    }

    private bool IsDriven(in Arrival a, in Arrival b)
    {
        var seconds = (b.Taken - a.Taken).TotalSeconds;
        var apart = Geodesy.Between(a.Report.Position, b.Report.Position).Metres;
        var slack = noise.Metres * 4;
        return apart <= (MetresPerSecond * seconds) + slack
            && (!tellsRight || apart <= ((a.Report.SpeedOrZero.MetresPerSecond + b.Report.SpeedOrZero.MetresPerSecond) / 2 * seconds) + (
                Gain / 4 * seconds * seconds) + slack);
    }

    private (double East, double North) ErrorOf(in Arrival fix)
    {
        var (seen, truth) = (fix.Report.Position, track.At(fix.Taken).Position);
        return ((seen.LongitudeE6 - truth.LongitudeE6) * Geodesy.MetresPerLongitudeE6(truth.LatitudeE6),
            (seen.LatitudeE6 - truth.LatitudeE6) * Geodesy.MetresPerLatitudeE6);
    }

    private double Cost(double east, double north) => Math.Min(((east * east) + (north * north)) / (noise.Metres * noise.Metres), Drift);
}
