using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking;

/// <summary>The findings of the rules over a stretch of track, each with its last content.</summary>
internal sealed class EvaluatedFindings
{
    private readonly List<EvaluatedFinding> _items = [];
    private readonly FindingSet _step = new();

    public IReadOnlyList<EvaluatedFinding> Items => _items;

    /// <summary>Folds a report in and notes the findings.</summary>
    public void Fold(TrackState core, in TrackPoint point, RuleContext context)
    {
        // A rule that threw may have left findings of another vehicle in it.
        _step.Clear();
        core.Fold(point, context, _step);
        PutStep(point.Time);
    }

    /// <summary>The same for one of a stretch of reports; a report with a wrong time is counted and not evaluated.</summary>
    /// <param name="core">The state before it.</param>
    /// <param name="points">The stretch, up to the newest.</param>
    /// <param name="at">The index of the report.</param>
    /// <param name="context">The rules, the documents and the map.</param>
    public void Fold(TrackState core, List<TrackPoint> points, int at, RuleContext context)
    {
        if (points[at].Report.HoursBehind > 0 && DoubtfulTimes.IsWrong(points, at, core))
        {
            _step.Clear();
            core.Skip(points[at].Time, _step);
            PutStep(points[at].Time);
        }
        else
        {
            Fold(core, points[at], context);
        }
    }

    /// <summary>
    /// Lets time pass deadline by deadline and notes the findings. The state must not be folded on: a report still to come may show that the deadline did not
    /// pass without one.
    /// </summary>
    public void Pass(TrackState core, Instant until)
    {
        while (core.Deadline is { } deadline && deadline <= until)
        {
            _step.Clear();
            core.Pass(deadline, _step);
            PutStep(deadline);
        }
    }

    public void Put(EvaluatedFinding evaluated)
    {
        for (var i = 0; i < _items.Count; i++)
        {
            var known = _items[i];
            if (known.Finding.Onset == evaluated.Finding.Onset && known.Finding.Rule == evaluated.Finding.Rule && known.Finding.Key == evaluated.Finding.Key)
            {
                _items[i] = known with { Finding = evaluated.Finding, At = evaluated.At };
                return;
            }
        }

        _items.Add(evaluated);
    }

    /// <summary>Notes the present content of every finding as the one that holds at the base.</summary>
    public void MarkBase()
    {
        for (var i = 0; i < _items.Count; i++)
        {
            _items[i] = _items[i] with { AtBase = _items[i].Finding };
        }
    }

    public void Clear() => _items.Clear();

    private void PutStep(Instant at)
    {
        if (_step.Findings.Count == 0)
        {
            return;
        }

        foreach (var finding in _step.Findings)
        {
            Put(new(finding, at, null));
        }
    }
}

/// <summary>One finding of a stretch.</summary>
/// <param name="Finding">Its last content.</param>
/// <param name="At">The time of the report with which a rule last returned it, or the deadline.</param>
/// <param name="AtBase">Its content as of the base; null where the base did not have it.</param>
internal readonly record struct EvaluatedFinding(Finding Finding, Instant At, Finding? AtBase);
