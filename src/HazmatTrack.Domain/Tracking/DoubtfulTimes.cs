using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking;

/// <summary>
/// Decides whether a report that came whole hours late (<see cref="PositionReport.HoursBehind"/>) has a wrong time. It has one when it lies where the
/// truck was at its receipt, by fixes whose own times are not in doubt, and no such fix is near its own time and place. A function of the set of
/// reports; in doubt the time is right: the neighbours of a back-filled report confirm it, and a truck whose only clock is behind has no other fix.
/// </summary>
internal static class DoubtfulTimes
{
    private static readonly Speed s_fastest = Speed.FromKilometresPerHour(130);
    private static readonly Distance s_noise = Distance.FromMetres(300);

    /// <summary>A fix no farther from receipt than this shows where the truck was then.</summary>
    private static readonly TimeSpan s_aboutReceipt = TimeSpan.FromMinutes(5);

    /// <summary>The same for a fix at the very place: a stationary truck reports rarely.</summary>
    private static readonly TimeSpan s_standing = TimeSpan.FromMinutes(30);

    /// <summary>A fix no farther from the event time than this can confirm it.</summary>
    private static readonly TimeSpan s_aboutTime = TimeSpan.FromMinutes(3);

    /// <summary>A fix farther from receipt than this shows nothing.</summary>
    public static TimeSpan Longest => s_standing;

    /// <summary>Whether a doubtful time is wrong.</summary>
    /// <param name="points">Reports in order of time, up to the newest.</param>
    /// <param name="at">The index of the report.</param>
    /// <param name="before">The state after the reports before those.</param>
    public static bool IsWrong(List<TrackPoint> points, int at, TrackState before)
    {
        var doubtful = points[at];
        if (IsBorneOutBy(before.Main, doubtful) || IsBorneOutBy(before.Second, doubtful) || IsBorneOutBy(points, at + 1, doubtful))
        {
            return false;
        }

        for (var i = points.FirstFrom(ReceiptOf(doubtful) - s_standing); i < points.Count && points[i].Time - ReceiptOf(doubtful) <= s_standing; i++)
        {
            if (Shows(points[i], doubtful))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a fix is near the place and time at which a doubtful one was received.</summary>
    public static bool Shows(in TrackPoint fix, in TrackPoint doubtful)
    {
        if (doubtful.Report.HoursBehind == 0 || !IsClear(fix))
        {
            return false;
        }

        var apart = (fix.Time - ReceiptOf(doubtful)).Duration();
        return apart <= s_aboutReceipt ? CanBeOneTruck(fix, doubtful, ReceiptOf(doubtful))
            : apart <= s_standing && Geodesy.Between(fix.Report.Position, doubtful.Report.Position) <= s_noise;
    }

    /// <summary>Whether any of some fixes is near the time and place of a doubtful one: its time is then right, and no later report changes that.</summary>
    public static bool IsBorneOutBy(List<TrackPoint> fixes, in TrackPoint doubtful) =>
        IsBorneOutBy(fixes, fixes.FirstFrom(doubtful.Time - s_aboutTime), doubtful);

    public static Instant ReceiptOf(in TrackPoint doubtful) => doubtful.Time + TimeSpan.FromHours(doubtful.Report.HoursBehind);

    private static bool IsBorneOutBy(Track? track, in TrackPoint doubtful) => track?.Drift.Last is { } last
        && BearsOut(last, doubtful);

    /// <summary>The same for some fixes, beginning with one of them.</summary>
    private static bool IsBorneOutBy(List<TrackPoint> fixes, int from, in TrackPoint doubtful)
    {
        for (var i = from; i < fixes.Count && fixes[i].Time - doubtful.Time <= s_aboutTime; i++)
        {
            if (BearsOut(fixes[i], doubtful))
            {
                return true;
            }
        }

        return false;
    }

    private static bool BearsOut(in TrackPoint fix, in TrackPoint doubtful) => IsClear(fix)
        && doubtful.Time - fix.Time <= s_aboutTime
        && CanBeOneTruck(fix, doubtful, doubtful.Time);

    private static bool IsClear(in TrackPoint fix) => fix.Report.HoursBehind == 0 && fix.Report.IsPosition;

    private static bool CanBeOneTruck(in TrackPoint fix, in TrackPoint doubtful, Instant at) =>
        Geodesy.Between(fix.Report.Position, doubtful.Report.Position) <= (s_fastest * (fix.Time - at).Duration()) + s_noise;
}
