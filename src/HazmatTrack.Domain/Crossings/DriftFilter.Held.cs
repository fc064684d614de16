using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>Whether the held fixes were driven to, and what they say together.</summary>
internal sealed partial class DriftFilter
{
    /// <summary>A road that winds more than this between a few reports is rarer than drift.</summary>
    private const double MostDetour = 1.25;

    /// <summary>Of a truck that keeps its pace no step is longer than those before by more.</summary>
    private const double PaceMargin = 1.2;

    /// <summary>
    /// Whether the held fixes were driven to, and this one from there. That a speed was wrong which was right so far takes more of them than drift
    /// shows by chance.
    /// </summary>
    private bool IsHeldDriven(in TrackPoint fix, CrossingSettings settings) => IsOnTheWay(fix, settings) || IsDrivenAtPace(fix, settings)
        || (Held > (Tells(_last, _held![0]) ? 3 : 1) && HeldContradictTold(settings) && IsEvenlyDriven(fix, settings));

    /// <summary>Whether the held fixes lie on the way from the last one to this: as far as it may drive, and without a great detour.</summary>
    private bool IsOnTheWay(in TrackPoint fix, CrossingSettings settings) =>
        IsNoDetour(WayOverHeld(fix, -1), _last, fix, settings) && CanHaveDrivenBy(fix, settings) && AreStepsDriven(fix, settings);

    /// <summary>Whether a truck can have driven to the held fixes, and drives from each to the next and from the last of them to this.</summary>
    private bool AreStepsDriven(in TrackPoint fix, CrossingSettings settings)
    {
        for (var i = 0; i < Held; i++)
        {
            ref readonly var next = ref i + 1 < Held ? ref _held![i + 1] : ref fix;
            if ((i == 0 && !IsWithinReach(_last, _held![0], settings)) || !IsStepDriven(_held![i], next, settings))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether a truck drives a step among doubted fixes: as fast as usual where no speed is known, and not from one fix that tells that it stands to
    /// another, far away.
    /// </summary>
    private bool IsStepDriven(in TrackPoint a, in TrackPoint b, CrossingSettings settings) => Tells(a, b)
        ? !TellsStanding(a, settings) || !TellsStanding(b, settings) || Follows(a, b, settings)
        : Known < 2 || IsAtUsualPace(a, b, settings);

    private static bool IsNoDetour(Distance way, in TrackPoint from, in TrackPoint to, CrossingSettings settings) =>
        way <= (Geodesy.Between(from.Report.Position, to.Report.Position) * MostDetour) + (settings.Jitter * 2);

    /// <summary>
    /// Whether held fixes lie farther apart than the speeds that they tell take a truck, somewhere, or the speeds are not trusted anyway. In a burst of
    /// drift with one error they are as right as ever.
    /// </summary>
    private bool HeldContradictTold(CrossingSettings settings)
    {
        var told = false;
        for (var i = 1; i < Held; i++)
        {
            if (!Tells(_held![i - 1], _held[i]))
            {
                continue;
            }

            told = true;
            if (!Follows(_held[i - 1], _held[i], settings))
            {
                return true;
            }
        }

        return !told;
    }

    /// <summary>
    /// Whether the only held fix was driven to, and this one from there, at the pace of the steps before: a road that turns back. Of a terminal whose
    /// speeds are not known nothing else speaks for it; drift lies elsewhere mostly.
    /// </summary>
    private bool IsDrivenAtPace(in TrackPoint fix, CrossingSettings settings)
    {
        if (Held != 1 || Known < 2 || Tells(_last, _held![0]) || fix.Time - _last.Time > settings.DarkGap)
        {
            return false;
        }

        var pace = Speed.FromKilometresPerHour(_trust.Pace / 10.0 * PaceMargin);
        return IsStep(_last, _held[0]) && IsStep(_held[0], fix);

        bool IsStep(in TrackPoint a, in TrackPoint b) =>
            Geodesy.Between(a.Report.Position, b.Report.Position) <= (pace * (b.Time - a.Time)) + settings.FixError;
    }

    /// <summary>Whether held fixes that move on to this one have lasted for longer than a dark gap, and were driven to.</summary>
    private bool IsLongHeldWay(in TrackPoint fix, CrossingSettings settings) =>
        Held >= settings.ReanchorFixes && Held < MostHeld && fix.Time - _last.Time > settings.DarkGap
        && fix.Time - _held![Held - 1].Time <= settings.DarkGap
        && Geodesy.Between(_last.Report.Position, fix.Report.Position) > settings.Jitter
        && Geodesy.Between(_held[0].Report.Position, fix.Report.Position) >= settings.ConfirmTravel && IsEvenlyDriven(fix, settings);

    /// <summary>Whether the way over the held fixes was driven about as fast as the step before: there and back from drift are jumps.</summary>
    private bool IsEvenlyDriven(in TrackPoint fix, CrossingSettings settings) =>
        AreHeldEvenlyDriven(settings) && IsAtUsualPace(Held > 0 ? _held![Held - 1] : _last, fix, settings);

    private bool AreHeldEvenlyDriven(CrossingSettings settings)
    {
        if (Known < 2)
        {
            return false;
        }

        for (var i = 0; i < Held; i++)
        {
            if (!IsAtUsualPace(i == 0 ? _last : _held![i - 1], _held![i], settings))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the held fixes follow on each other, and this on the last of them.</summary>
    private bool DoHeldFollow(in TrackPoint fix, CrossingSettings settings)
    {
        for (var i = 0; i < Held; i++)
        {
            ref readonly var next = ref i + 1 < Held ? ref _held![i + 1] : ref fix;
            if (!Follows(_held![i], next, settings))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The one of the held fixes without which all the others lie on the way to this; -1 for none.</summary>
    private int OddOne(in TrackPoint fix, CrossingSettings settings)
    {
        for (var i = 0; i < Held; i++)
        {
            if (IsNoDetour(WayOverHeld(fix, i), _last, fix, settings) && IsDrivenWithout(i, fix, settings))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether the way over the held fixes but one to this was driven at a usual pace, and as the speeds tell.</summary>
    private bool IsDrivenWithout(int odd, in TrackPoint fix, CrossingSettings settings)
    {
        var at = _last;
        for (var i = 0; i <= Held; i++)
        {
            if (i == odd)
            {
                continue;
            }

            ref readonly var next = ref i < Held ? ref _held![i] : ref fix;
            if (Known < 2 ? !IsWithinReach(at, next, settings) : !IsAtUsualPace(at, next, settings) || !IsStepDriven(at, next, settings))
            {
                return false;
            }

            at = next;
        }

        return true;
    }

    private bool CanHaveDrivenBy(in TrackPoint fix, CrossingSettings settings)
    {
        var fastest = Fastest(_last, fix);
        foreach (ref readonly var held in HeldFixes)
        {
            fastest = Math.Max(fastest, _trust.DeciKmh(held.Report));
        }

        return WayOverHeld(fix, -1) <= Reach(fastest, fix.Time - _last.Time, settings);
    }

    /// <summary>The way from the last believed fix over the held ones, but for one of them, to this.</summary>
    private Distance WayOverHeld(in TrackPoint fix, int without)
    {
        var (way, at) = (Distance.Zero, _last.Report.Position);
        for (var i = 0; i < Held; i++)
        {
            if (i != without)
            {
                way += Geodesy.Between(at, _held![i].Report.Position);
                at = _held[i].Report.Position;
            }
        }

        return way + Geodesy.Between(at, fix.Report.Position);
    }

    /// <summary>Whether the held fixes are enough, and drive on or stay for long. So many as no burst of drift has are enough in any case.</summary>
    private bool BearEachOtherOut(CrossingSettings settings)
    {
        if (Held < settings.ReanchorFixes)
        {
            return false;
        }

        if (Held == MostHeld || Stay(settings.ReanchorTime))
        {
            return true;
        }

        var held = HeldFixes;
        var way = Distance.Zero;
        for (var i = 1; i < held.Length; i++)
        {
            way += Geodesy.Between(held[i - 1].Report.Position, held[i].Report.Position);
        }

        var net = Geodesy.Between(held[0].Report.Position, held[^1].Report.Position);
        return net >= settings.ConfirmTravel && net >= way * 0.6;
    }

    private bool Stay(TimeSpan time) => _held![Held - 1].Time - _held[0].Time >= time;
}
