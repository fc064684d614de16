using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking.State;

namespace HazmatTrack.Domain.Tracking;

/// <summary>Meets other rules and other documents than those the state was judged by.</summary>
public sealed partial class VehicleTracker
{
    /// <summary>Meets the rules and documents that are judged with from now on.</summary>
    private void Meet(long offset, RuleContext context, List<FindingChange> changes)
    {
        if (!ReferenceEquals(_boundTo, context.Rules))
        {
            Bind(context);
        }

        if (!ReferenceEquals(_judgedBy, context.Documents))
        {
            MeetDocuments(offset, context, changes);
        }
    }

    /// <summary>
    /// Meets the rules of the program: lets go of what was said by those that do not run on this state, and has the vehicle judged again for those that
    /// the program has and the state does not know.
    /// </summary>
    private void Bind(RuleContext context)
    {
        _boundTo = context.Rules;
        _base.Bind(context.Rules);
        _current.Bind(context.Rules);
        _base.Limit(_current.Running);
        _current.Limit(_base.Running);
        _middleCount = 0;
        _standing.Keep(f => _current.AnswersFor(f.Rule));
        JudgeForRulesBehind();
    }

    private void JudgeForRulesBehind()
    {
        if (_current.BehindSince() is { } since)
        {
            since = BaseTime is not null && _base.BehindSince() is { } earlier ? Instant.Earlier(since, earlier) : since;
            since = Instant.Earlier(since, BaseTime ?? since);
            _judgeFrom = new JudgeAgain(since, ChangeCause.RuleVersion).With(_judgeFrom);
        }
    }

    /// <summary>
    /// Meets documents that were filed since the report before: the tail is judged by them at once, so that no later report is taken for the cause. What
    /// lies before the tail is for whoever has filings worked off. What everybody shares is changed for all vehicles at once, and mostly for times to come:
    /// then nothing is judged again.
    /// </summary>
    private void MeetDocuments(long offset, RuleContext context, List<FindingChange> changes)
    {
        if (_judgedBy is not null && _tail.Count > 0 && context.Documents.DiffersFrom(_judgedBy) is { } from && from <= _tail[^1].Time)
        {
            FoldTail(context, ChangeCause.Document, offset, changes);
        }

        _judgedBy = context.Documents;
    }
}
