using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Tracking;

/// <summary>A request to evaluate a vehicle again.</summary>
/// <param name="From">The event time to begin at.</param>
public readonly record struct JudgeAgain(Instant From, ChangeCause Cause)
{
    /// <summary>
    /// Combines two requests: the earlier time, and the more important cause. What somebody has filed or put in force counts more than what happened by
    /// itself, because an inspector asks about it.
    /// </summary>
    public JudgeAgain With(JudgeAgain? other) =>
        other is { } o ? new(Instant.Earlier(From, o.From), Weight(o.Cause) > Weight(Cause) ? o.Cause : Cause) : this;

    private static int Weight(ChangeCause cause) => cause switch
    {
        ChangeCause.Document => 4,
        ChangeCause.RuleVersion => 3,
        ChangeCause.Correction => 2,
        ChangeCause.LateReport => 1,
        _ => 0,
    };
}
