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
}
