namespace HazmatTrack.Domain.Rules;

/// <summary>The inputs that a rule evaluates.</summary>
[Flags]
public enum RuleInputs
{
    None = 0,

    /// <summary>Accepted fixes, in <see cref="IRule.Judge"/>: each of two tracks under one plate has its own episodes.</summary>
    Fixes = 1,

    /// <summary>Every report, in <see cref="IRule.Observe"/>.</summary>
    Reports = 2,

    /// <summary>
    /// The passing of time, in <see cref="IRule.Tick"/>: for findings that arise because no report comes. Combined with the others, as only episodes have
    /// deadlines.
    /// </summary>
    Time = 4,
}
