using HazmatTrack.Domain.Rules.Permits;
using HazmatTrack.Domain.Rules.Routes;

namespace HazmatTrack.Domain.Rules;

/// <summary>The settings of the rules, each with its source where it stands.</summary>
public sealed record RuleSettings
{
    public PermitRuleSettings Permit { get; init; } = new();

    public RouteRuleSettings Route { get; init; } = new();
}
