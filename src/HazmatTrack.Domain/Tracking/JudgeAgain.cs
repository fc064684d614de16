using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Tracking;

/// <summary>That a vehicle has to be judged again.</summary>
/// <param name="From">From this event time on.</param>
/// <param name="Cause">Why.</param>
public readonly record struct JudgeAgain(Instant From, ChangeCause Cause)
{
    /// <summary>
    /// Both in one: from the earlier time, for the weightier cause. What somebody has filed or put in force counts more than what happened by itself: it
    /// is what an inspector asks about.
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
