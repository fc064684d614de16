using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking;

/// <summary>
/// Reports that come late, and those whose time is in doubt.
/// <code>
///   tail (event time):   ●──●──●─────●──●──● newest
///                              ▲
///                              late: inserted, and the stretch from the base is evaluated again (once for a batch of late reports)
/// </code>
/// </summary>
public sealed partial class VehicleTracker
{
    private ApplyOutcome Insert(in TrackPoint point)
    {
        // Two platforms send the same report one after the other: for that nothing is decoded.
        if (_tail.Count > 0 && _tail.Last.Report == point.Report)
        {
            return ApplyOutcome.Duplicate;
        }

        var points = _tail.Open();
        var at = points.FirstFrom(point.Time);
        if (at < points.Count && points[at].Time == point.Time)
        {
            var known = points[at];
            if (known.Report == point.Report)
            {
                return ApplyOutcome.Duplicate;
            }

            _apart += SameSecond.AreApart(known.Report, point.Report) ? 1 : 0;
            var merged = TrackPoint.Merge(known, point);
            if (merged.Report == known.Report)
            {
                return ApplyOutcome.Superseded;
            }

            _tail.OpenToChange()[at] = merged;
        }
        else
        {
            _tail.OpenToChange().Insert(at, point);
        }

        _middleCount = 0;
        _mayDoubt |= point.Report.HoursBehind > 0;
        _inserted = Math.Max(_inserted ?? TrackPoint.UnknownOffset, point.Offset);
        return ApplyOutcome.AppliedLate;
    }

    /// <summary>Evaluates again where a new report shows that the time of one in the tail is wrong: what that one raised is retracted.</summary>
    private void JudgeDoubtful(in TrackPoint point, RuleContext context, List<FindingChange> changes)
    {
        var (any, isShown) = (false, false);
        foreach (ref readonly var known in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tail.Open()))
        {
            any |= known.Report.HoursBehind > 0;
            isShown |= DoubtfulTimes.Shows(point, known);
        }

        _mayDoubt = any;
        if (isShown)
        {
            FoldTail(context, ChangeCause.LateReport, point.Offset, changes);
        }
    }

    /// <summary>
    /// Remembers a report of a doubtful time, unless one of the fixes already shows that it is wrong, or right: a back-fill passes through
    /// delays of whole hours, and the fix before confirms the time.
    /// </summary>
    private void Doubt(TrackPoint doubtful, List<TrackPoint> fixes)
    {
        if (DoubtfulTimes.IsBorneOutBy(fixes, doubtful))
        {
            return;
        }

        var receipt = DoubtfulTimes.ReceiptOf(doubtful);
        _unshown?.RemoveAll(p => p.Time == doubtful.Time || receipt - DoubtfulTimes.ReceiptOf(p) > DoubtfulTimes.Longest);
        if (fixes.FindLastIndex(p => DoubtfulTimes.Shows(p, doubtful)) < 0)
        {
            (_unshown ??= []).Add(doubtful);
            _unshown.RemoveRange(0, Math.Max(0, _unshown.Count - MostUnshown));
        }
    }

    /// <summary>Checks whether a fix shows that the time of a report before the base is wrong, which the tail alone cannot correct.</summary>
    private void ShowDoubtful(in TrackPoint fix)
    {
        for (var i = _unshown!.Count - 1; i >= 0; i--)
        {
            if (DoubtfulTimes.Shows(fix, _unshown[i]))
            {
                var time = _unshown[i].Time;
                _judgeFrom = time > BaseTime || BaseTime is null ? _judgeFrom : new JudgeAgain(time, ChangeCause.LateReport).With(_judgeFrom);
                _unshown.RemoveAt(i);
            }
            else if (fix.Time - DoubtfulTimes.ReceiptOf(_unshown[i]) > DoubtfulTimes.Longest)
            {
                _unshown.RemoveAt(i);
            }
        }

        _unshown = _unshown.Count > 0 ? _unshown : null;
    }
}
