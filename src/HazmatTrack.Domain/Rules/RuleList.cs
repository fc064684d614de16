using HazmatTrack.Domain.Rules.Crossings;
using HazmatTrack.Domain.Rules.Permits;
using HazmatTrack.Domain.Rules.Routes;

namespace HazmatTrack.Domain.Rules;

/// <summary>The rules in the order they are judged.</summary>
public static class RuleList
{
    /// <summary>All rules with the settings they come with.</summary>
    public static readonly IReadOnlyList<IRule> All = With(new());

    public static IReadOnlyList<IRule> With(RuleSettings settings) =>
    [
        new CrossingRule(),
        new PermitRule(settings.Permit),
        new RouteRule(settings.Route),
    ];
}
