using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Tracking.State;

/// <content>A defect of a rule affects only that rule: one that throws is no longer called for this vehicle, and the others go on.</content>
internal sealed partial class TrackState
{
    /// <summary>Whether any rule threw.</summary>
    public bool HasFaults => _records.Length > 0 && Array.Exists(_records, record => record.FailedVersion is not null);

    /// <summary>The rules that threw.</summary>
    public IEnumerable<RuleFault> Faults() => _records.Where(record => record.FailedVersion is not null)
        .Select(record => new RuleFault(record.Id, record.FailedVersion!.Value, record.AsOf ?? default, record.Reason ?? ""));

    /// <summary>Takes over the faults of rules that threw in a copy of this state, in which time went on.</summary>
    public void TakeFaults(TrackState copy)
    {
        foreach (var record in copy._records.Where(r => r.FailedVersion is not null))
        {
            if (_running.Find(record.Id) is { } rule)
            {
                CloseEpisodes(rule);
                _running = _boundTo!.Only(r => r != rule && _running.Find(r.Id) is not null);
                _records = [.. _records, record];
            }
        }
    }

    /// <summary>Whether a rule is still called: one that threw within this report is not.</summary>
    private bool IsAsked(IRule rule) => _records.Length == 0 || RecordOf(rule.Id) is null;

    private void Judge(IRule rule, EpisodeStore episodes, in RuleStep step, FindingSet findings)
    {
        var known = findings.Findings.Count;
        try
        {
            rule.Judge(new(episodes, rule.Id), step, findings);
        }
        catch (Exception e)
        {
            findings.BackTo(known);
            Fail(rule, e);
        }
    }

    private void Observe(IRule rule, EpisodeStore episodes, in Observation report, FindingSet findings)
    {
        var known = findings.Findings.Count;
        try
        {
            rule.Observe(new(episodes, rule.Id), report, findings);
        }
        catch (Exception e)
        {
            findings.BackTo(known);
            Fail(rule, e);
        }
    }
}
