using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>Decides whether the vehicle was stationary, and whether the held fixes show that it left or drove around and came back.</summary>
internal sealed partial class DriftFilter
{
    /// <summary>Whether the two held fixes, far apart in time, lie at one place, or are both farther away than drift.</summary>
    private bool AreAwayTogether(CrossingSettings settings)
    {
        var (stood, one, other) = (_last.Report.Position, _held![0].Report.Position, _held[1].Report.Position);
        return Geodesy.Between(one, other) <= settings.StandRadius
            || (Geodesy.Between(stood, one) > settings.FarthestDrift && Geodesy.Between(stood, other) > settings.FarthestDrift);
    }

    /// <summary>
    /// Whether the vehicle was stationary: the last two believed fixes lie together, and their speeds are zero or absent; or the last one reports, by a
    /// speed that may be used, that the vehicle has stopped.
    /// </summary>
    private bool Stands(in TrackPoint next, CrossingSettings settings) => !IsSilent(next, settings) && Stood(settings.Jitter, settings);

    /// <summary>Whether it was stationary in this sense before a silence.</summary>
    private bool StoodBeforeSilence(in TrackPoint next, CrossingSettings settings) => IsSilent(next, settings) && Stood(settings.StandRadius, settings);

    /// <summary>Whether no report came for long before a fix; held fixes elsewhere count as reports.</summary>
    private bool IsSilent(in TrackPoint next, CrossingSettings settings) =>
        next.Time - (Held > 0 ? _held![Held - 1].Time : _last.Time) > settings.DarkGap;

    private bool Stood(Distance noise, CrossingSettings settings)
    {
        if (Known < 2)
        {
            return false;
        }

        if (ReportsStationary(_last, settings))
        {
            return true;
        }

        var moved = Geodesy.Between(_last.Report.Position, _previous.Report.Position);
        if (moved > noise)
        {
            return false;
        }

        if (!Tells(_previous, _last))
        {
            return true;
        }

        var (one, other) = (_trust.DeciKmh(_last.Report), _trust.DeciKmh(_previous.Report));
        return Math.Max(one, other) <= settings.StationaryBelow.KilometresPerHour * 10
            || Speed.FromKilometresPerHour(Math.Min(one, other) / 20.0) * (_last.Time - _previous.Time) > moved + noise;
    }

    /// <summary>
    /// Whether all of the held fixes that report a speed report that the vehicle drives, and lie as far apart as they report: drift with speeds does not.
    /// </summary>
    private bool DriveOff(CrossingSettings settings)
    {
        if (Held < settings.DepartFixes || !_trust.IsUsable
            || Geodesy.Between(_held![0].Report.Position, _held[Held - 1].Report.Position) < settings.ConfirmTravel)
        {
            return false;
        }

        var steps = 0;
        for (var i = 1; i < Held; i++)
        {
            var (a, b) = (_held[i - 1], _held[i]);
            if (!Tells(a, b))
            {
                continue;
            }

            steps++;
            if (!TellsDriving(a, settings) || !TellsDriving(b, settings))
            {
                return false;
            }

            var reported = Speed.FromKilometresPerHour((_trust.DeciKmh(a.Report) + _trust.DeciKmh(b.Report)) / 20.0) * (b.Time - a.Time);
            var step = Geodesy.Between(a.Report.Position, b.Report.Position);
            if (step > (reported * settings.SpeedMargin) + settings.Jitter || step + settings.Jitter < reported * 0.5)
            {
                return false;
            }
        }

        return steps >= 2;
    }

    /// <summary>
    /// Whether a held fix reports that the vehicle drives: where a terminal sends speeds and no fix elsewhere reports driving, the fixes are a burst of
    /// drift and no departure.
    /// </summary>
    private bool AnyDrives(CrossingSettings settings)
    {
        foreach (ref readonly var held in HeldFixes)
        {
            if (TellsDriving(held, settings))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the vehicle drove somewhere and came back to where it was stationary: evenly, without resting, and turned back once at most. Drift stays in one
    /// place or turns with every other fix.
    /// <code>
    ///   round trip:   place ●──●──●──●      drift:   ●   ●        stays, or turns with every fix
    ///                       └──●──●──┘              / \ / \
    ///                                         place ●   ●   ●
    /// </code>
    /// </summary>
    private bool IsRoundTrip(in TrackPoint fix, CrossingSettings settings)
    {
        if (Held < settings.ReanchorFixes || !HeldContradictReported(settings) || !IsEvenlyDriven(fix, settings)
            || WayOverHeld(fix, -1) < settings.ConfirmTravel * Held || Rests(fix, settings) > 1)
        {
            return false;
        }

        var turns = 0;
        for (var i = 0; i < Held; i++)
        {
            var (before, after) = (i == 0 ? _last : _held![i - 1], i + 1 < Held ? _held![i + 1] : fix);
            var (here, from, to) = (_held![i].Report.Position, before.Report.Position, after.Report.Position);
            var (a, b, direct) = (Geodesy.Between(from, here), Geodesy.Between(here, to), Geodesy.Between(from, to));
            turns += a > settings.Jitter && b > settings.Jitter && direct.Metres * direct.Metres < (a.Metres * a.Metres) + (b.Metres * b.Metres) ? 1 : 0;
        }

        return turns <= 1;
    }

    /// <summary>The number of steps over the held fixes to this one that are too short to be driven on.</summary>
    private int Rests(in TrackPoint fix, CrossingSettings settings)
    {
        var rests = 0;
        for (var i = 1; i <= Held; i++)
        {
            ref readonly var next = ref i < Held ? ref _held![i] : ref fix;
            rests += Geodesy.Between(_held![i - 1].Report.Position, next.Report.Position) <= settings.Jitter ? 1 : 0;
        }

        return rests;
    }

    /// <summary>
    /// Whether each held fix lies farther from where the vehicle was stationary than the one before, on a fairly straight way from there, as fast as a truck
    /// drives: drift that scatters or stays does not do that for long.
    /// </summary>
    private bool MovesAway(CrossingSettings settings)
    {
        if (!AreHeldEvenlyDriven(settings))
        {
            return false;
        }

        var (reached, way, at) = (Distance.Zero, Distance.Zero, _last.Report.Position);
        foreach (ref readonly var held in HeldFixes)
        {
            var away = Geodesy.Between(_last.Report.Position, held.Report.Position);
            if (away + settings.Jitter < reached)
            {
                return false;
            }

            reached = away;
            way += Geodesy.Between(at, held.Report.Position);
            at = held.Report.Position;
        }

        return reached + (settings.Jitter * 2) >= way * 0.8
            && Geodesy.Between(_held![0].Report.Position, _held[Held - 1].Report.Position) >= settings.ConfirmTravel;
    }
}
