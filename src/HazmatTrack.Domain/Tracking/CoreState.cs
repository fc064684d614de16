using System.Runtime.InteropServices;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking;

/// <summary>
/// All that judging remembers of a track up to some time: drift filter, province machine, one small state per rule. Folding the
/// same points over it in order of time gives the same state and the same findings, always.
/// </summary>
internal sealed class CoreState
{
    [ThreadStatic]
    private static List<Crossing>? t_crossings;

    [ThreadStatic]
    private static TrackPoint[]? t_accepted;

    private string[] _ruleIds = [];
    private RuleState[] _ruleStates = [];
    private IReadOnlyList<IRule>? _boundTo;

    public DriftFilter Drift { get; } = new();

    public CrossingState Crossing { get; } = new();

    /// <summary>How many reports have been folded in, those without a position included.</summary>
    public long Reports { get; set; }

    public ReadOnlySpan<string> RuleIds => _ruleIds;

    public ReadOnlySpan<RuleState> RuleStates => _ruleStates;

    /// <summary>How far what the terminal sends agrees with itself.</summary>
    public TrackQuality Quality => new(Drift.TellsSpeed ? ToldSpeed.Agrees : ToldSpeed.Unknown, null, null);

    /// <summary>Folds one report in; what the rules say of it is added to <paramref name="findings"/>.</summary>
    public void Fold(in TrackPoint point, JudgingContext context, FindingSet findings)
    {
        Reports++;
        if (!point.Report.IsPosition)
        {
            return;
        }

        if (!ReferenceEquals(_boundTo, context.Rules))
        {
            Bind(context.Rules);
        }

        var accepted = t_accepted ??= new TrackPoint[DriftFilter.MostAccepted];
        var verdict = Drift.Offer(point, context.Crossing, accepted);
        if (verdict.LastWasDrift)
        {
            CrossingMachine.TakeBack(Crossing, verdict.TakenBack);
        }

        for (var i = 0; i < verdict.Accepted; i++)
        {
            Accept(accepted[i], verdict.Disconnected && i == 0, context, findings);
        }
    }

    public void CopyFrom(CoreState other)
    {
        Drift.CopyFrom(other.Drift);
        Crossing.CopyFrom(other.Crossing);
        Reports = other.Reports;
        _boundTo = other._boundTo;
        _ruleIds = other._ruleIds;
        if (_ruleStates.Length != other._ruleStates.Length)
        {
            _ruleStates = new RuleState[other._ruleStates.Length];
        }

        other._ruleStates.CopyTo(_ruleStates, 0);
    }

    /// <summary>Sets the rules' states as they were read back; they find their rules by id when first used.</summary>
    public void Restore(string[] ruleIds, RuleState[] states) => (_ruleIds, _ruleStates, _boundTo) = (ruleIds, states, null);

    public RuleState StateOf(string rule)
    {
        var at = Array.IndexOf(_ruleIds, rule);
        return at < 0 ? default : _ruleStates[at];
    }

    /// <summary>
    /// Whether a finding of this onset would be said by reports folded in from now on, rather than having been said by those
    /// before. Crossings begin where the open leg does, at the earliest; what lasts begins with the rule's phase.
    /// </summary>
    public bool StillToBeSaid(Finding finding)
    {
        if (Drift.Last is not { } last)
        {
            return true;
        }

        if (finding.Crossing is not null)
        {
            return finding.Onset >= (CrossingMachine.OpenSince(Crossing) ?? last.Time);
        }

        var state = StateOf(finding.Rule);
        return finding.Onset >= (state.Phase == 0 ? last.Time : state.Since);
    }

    /// <summary>The earliest onset of findings that reports folded in from now on can say, or end.</summary>
    public Instant? OpenSince()
    {
        if (Drift.Last is not { } last)
        {
            return null;
        }

        var since = CrossingMachine.OpenSince(Crossing) ?? last.Time;
        foreach (var state in _ruleStates)
        {
            since = state.Phase == 0 ? since : Instant.Earlier(since, state.Since);
        }

        return since;
    }

    private void Accept(in TrackPoint fix, bool disconnected, JudgingContext context, FindingSet findings)
    {
        var crossings = t_crossings ??= [];
        crossings.Clear();
        var previous = Drift.Last;
        CrossingMachine.Step(Crossing, previous, fix, disconnected, context.Map, context.Crossing, crossings);
        var step = new Step
        {
            Previous = previous,
            Current = fix,
            Province = Crossing.Province,
            Crossings = CollectionsMarshal.AsSpan(crossings),
            Documents = context.Documents,
        };

        for (var i = 0; i < _ruleStates.Length; i++)
        {
            context.Rules[i].Judge(ref _ruleStates[i], step, findings);
        }

        Drift.Advance(fix);
    }

    private void Bind(IReadOnlyList<IRule> rules)
    {
        var ids = rules.Select(r => r.Id).ToArray();
        var states = ids.Select(StateOf).ToArray();
        (_ruleIds, _ruleStates, _boundTo) = (ids, states, rules);
    }
}
