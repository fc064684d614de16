namespace HazmatTrack.Domain.Rules;

/// <summary>What a rule wants to see of a vehicle.</summary>
[Flags]
public enum RuleInputs
{
    None = 0,

    /// <summary>Accepted fixes, in <see cref="IRule.Judge"/>: of two tracks under one plate each has episodes of its own.</summary>
    Fixes = 1,

    /// <summary>Every report, in <see cref="IRule.Observe"/>.</summary>
    Reports = 2,

    /// <summary>
    /// The passing of time, in <see cref="IRule.Tick"/>: for what happens because nothing comes. With the others, for only episodes have deadlines.
    /// </summary>
    Time = 4,
}
