using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>Decides whether the vehicle drove to the held fixes, and what they show together.</summary>
internal sealed partial class DriftFilter
{
    /// <summary>A road that winds more than this between a few reports is rarer than drift.</summary>
    private const double MostDetour = 1.25;

    /// <summary>A truck that keeps its pace makes no step longer than those before by more than this factor.</summary>
    private const double PaceMargin = 1.2;

    /// <summary>
    /// Whether the vehicle drove to the held fixes, and from there to this one. To conclude that a speed was wrong which was right so far takes more held
    /// fixes than drift shows by chance.
    /// </summary>
    private bool IsHeldDriven(in TrackPoint fix, CrossingSettings settings) => IsOnTheWay(fix, settings) || IsDrivenAtPace(fix, settings)
        || (Held > (Tells(_last, _held![0]) ? 3 : 1) && HeldContradictReported(settings) && IsEvenlyDriven(fix, settings));

    /// <summary>
    /// Whether the held fixes lie on the way from the last one to this: as far as the truck may drive, and without a great detour.
    /// <code>
    ///              held ●─────● held
    ///                 ╱       ╲           last → held → fix no longer than 1.25 × last → fix, plus noise: driven
    ///     last ●─────╱         ╲────● fix  longer: the held fixes are drift
    /// </code>
    /// </summary>
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
    /// Whether a truck drives a step between doubted fixes: at a usual speed where none is known, and not from one fix that reports standstill to
    /// another that does, far away.
    /// </summary>
    private bool IsStepDriven(in TrackPoint a, in TrackPoint b, CrossingSettings settings) => Tells(a, b)
        ? !ReportsStationary(a, settings) || !ReportsStationary(b, settings) || Follows(a, b, settings)
        : Known < 2 || IsAtUsualPace(a, b, settings);

    private static bool IsNoDetour(Distance way, in TrackPoint from, in TrackPoint to, CrossingSettings settings) =>
        way <= (Geodesy.Between(from.Report.Position, to.Report.Position) * MostDetour) + (settings.Jitter * 2);

    /// <summary>
    /// Whether held fixes lie farther apart, somewhere, than the speeds that they report allow, or the speeds are not trusted anyway. In a burst of
    /// drift with one error the speeds are as right as ever.
    /// </summary>
    private bool HeldContradictReported(CrossingSettings settings)
    {
        var anyReported = false;
        for (var i = 1; i < Held; i++)
        {
            if (!Tells(_held![i - 1], _held[i]))
            {
                continue;
            }

            anyReported = true;
            if (!Follows(_held[i - 1], _held[i], settings))
            {
                return true;
            }
        }

        return !anyReported;
    }

    /// <summary>
    /// Whether the vehicle drove to the only held fix, and from there to this one, at the pace of the steps before: a road that turns back. For a terminal
    /// whose speeds are not known there is no other evidence; drift mostly lies elsewhere.
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

    /// <summary>Whether held fixes that move on to this one have lasted for longer than a dark gap, and the vehicle drove to them.</summary>
    private bool IsLongHeldWay(in TrackPoint fix, CrossingSettings settings) =>
        Held >= settings.ReanchorFixes && Held < MostHeld && fix.Time - _last.Time > settings.DarkGap
        && fix.Time - _held![Held - 1].Time <= settings.DarkGap
        && Geodesy.Between(_last.Report.Position, fix.Report.Position) > settings.Jitter
        && Geodesy.Between(_held[0].Report.Position, fix.Report.Position) >= settings.ConfirmTravel && IsEvenlyDriven(fix, settings);

    /// <summary>
    /// Whether the vehicle drove the way over the held fixes about as fast as the step before: to drift and back it jumps.
    /// </summary>
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

    /// <summary>Whether the held fixes follow on each other, and this one on the last of them.</summary>
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

    /// <summary>The index of the held fix without which all the others lie on the way to this one; -1 for none.</summary>
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

    /// <summary>Whether the vehicle drove the way over the held fixes except one to this at a usual pace, and as the reported speeds allow.</summary>
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

    /// <summary>The length of the way from the last believed fix over the held ones, except one of them, to this.</summary>
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

    /// <summary>
    /// Whether the held fixes are enough, and drive on or stay for long. More than any burst of drift has are enough in any case.
    /// </summary>
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
