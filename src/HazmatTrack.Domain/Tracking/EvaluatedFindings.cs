using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking;

/// <summary>What the rules said over a stretch of track, each finding with its last content.</summary>
internal sealed class EvaluatedFindings
{
    private readonly List<EvaluatedFinding> _items = [];
    private readonly FindingSet _step = new();

    public IReadOnlyList<EvaluatedFinding> Items => _items;

    /// <summary>Folds a report in and notes what was said.</summary>
    public void Fold(TrackState core, in TrackPoint point, RuleContext context)
    {
        // What a rule left in it that threw is another vehicle's.
        _step.Clear();
        core.Fold(point, context, _step);
        PutStep(point.Time);
    }

    /// <summary>The same for one of a stretch of reports; one of a wrong time is counted and not judged.</summary>
    /// <param name="core">What is known before it.</param>
    /// <param name="points">The stretch, up to the newest.</param>
    /// <param name="at">Which of them.</param>
    /// <param name="context">What it is judged with.</param>
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
    /// Lets time pass deadline by deadline and notes what was said. The state must not be folded on: a report that comes yet may show that it was otherwise.
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

    public void Put(EvaluatedFinding said)
    {
        for (var i = 0; i < _items.Count; i++)
        {
            var known = _items[i];
            if (known.Finding.Onset == said.Finding.Onset && known.Finding.Rule == said.Finding.Rule && known.Finding.Key == said.Finding.Key)
            {
                _items[i] = known with { Finding = said.Finding, At = said.At };
                return;
            }
        }

        _items.Add(said);
    }

    /// <summary>Notes the present content of everything said as what holds at the base.</summary>
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

/// <summary>One finding as said over a stretch.</summary>
/// <param name="Finding">Its last content.</param>
/// <param name="At">The time of the report with which it was last said, or the deadline.</param>
/// <param name="AtBase">Its content as of the base, when the base had it.</param>
internal readonly record struct EvaluatedFinding(Finding Finding, Instant At, Finding? AtBase);
