using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Rules.Permits;

/// <summary>
/// How grave an uncovered entry is. The tiers are a design recommendation (domain.md §6.1, [D]: red for a permit that is lacking
/// or expired), not a regulation.
/// </summary>
public sealed record PermitRuleSettings
{
    /// <summary>No permit of the vehicle was in force.</summary>
    public Severity Lacking { get; init; } = Severity.Red;

    /// <summary>A permit was in force, but for other provinces.</summary>
    public Severity OtherProvinces { get; init; } = Severity.Orange;

    /// <summary>It cannot be told whether the permit was in force when the border was passed: a matter of data quality.</summary>
    public Severity Uncertain { get; init; } = Severity.Yellow;
}
