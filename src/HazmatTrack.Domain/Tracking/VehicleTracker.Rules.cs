using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking.State;

namespace HazmatTrack.Domain.Tracking;

/// <summary>Adopts rules and documents that differ from those the state was evaluated with.</summary>
public sealed partial class VehicleTracker
{
    /// <summary>Adopts the rules and documents to evaluate with from now on.</summary>
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
    /// Adopts the rules of the program: releases the findings of rules that do not run on this state, and has the vehicle evaluated again for those that
    /// the program has and the state does not know.
    /// </summary>
    private void Bind(RuleContext context)
    {
        _boundTo = context.Rules;
        var start = _base.Unfold();
        start.Bind(context.Rules);
        _current.Bind(context.Rules);
        start.Limit(_current.Running);
        _current.Limit(start.Running);
        _base.Keep(start);
        _middleCount = 0;
        _active.Keep(f => _current.AnswersFor(f.Rule));
        JudgeForRulesBehind();
    }

    private void JudgeForRulesBehind()
    {
        if (_current.BehindSince() is { } since)
        {
            since = BaseTime is not null && _base.Unfold().BehindSince() is { } earlier ? Instant.Earlier(since, earlier) : since;
            since = Instant.Earlier(since, BaseTime ?? since);
            _judgeFrom = new JudgeAgain(since, ChangeCause.RuleVersion).With(_judgeFrom);
        }
    }

    /// <summary>Whether the tail was evaluated with other documents, as far as is known; a decoded state does not know them.</summary>
    private bool MeetsOtherDocuments(RuleContext context) =>
        _tail.Count > 0 && (_judgedBy is null || (context.Documents.DiffersFrom(_judgedBy) is { } from && from <= _tail.Last.Time));

    /// <summary>
    /// Adopts documents that were filed since the report before: the tail is evaluated with them at once, so that no later report is taken for the cause. The
    /// track before the tail is left to the processing of filings. Shared documents change for all vehicles at once, and mostly for future
    /// times: then nothing is evaluated again.
    /// </summary>
    private void MeetDocuments(long offset, RuleContext context, List<FindingChange> changes)
    {
        if (MeetsOtherDocuments(context))
        {
            FoldTail(context, ChangeCause.Document, offset, changes);
        }

        _judgedBy = context.Documents;
    }
}
