using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Rules.Permits;

/// <summary>
/// How severe an uncovered entry is. The steps are design values and not a regulation (docs/domain/crossings.md#severity): red where a permit is
/// lacking or expired.
/// </summary>
public sealed record PermitRuleSettings
{
    /// <summary>No permit of the vehicle was in force.</summary>
    public Severity Lacking { get; init; } = Severity.Red;

    /// <summary>A permit was in force, but for other provinces.</summary>
    public Severity OtherProvinces { get; init; } = Severity.Orange;

    /// <summary>It is unknown whether the permit was in force when the border was passed: a matter of data quality.</summary>
    public Severity Uncertain { get; init; } = Severity.Yellow;
}
