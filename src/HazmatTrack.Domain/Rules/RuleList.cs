using HazmatTrack.Domain.Rules.Crossings;
using HazmatTrack.Domain.Rules.Permits;
using HazmatTrack.Domain.Rules.Routes;
using HazmatTrack.Domain.Rules.TwoVehicles;

namespace HazmatTrack.Domain.Rules;

/// <summary>The rules in the order they are judged.</summary>
public static class RuleList
{
    /// <summary>All rules with the settings they come with.</summary>
    public static readonly RuleSet All = With(new());

    /// <summary>
    /// The ids of all that alerts can be found by: the rules, and that two vehicles report under one plate, which is seen while reports are laid out on
    /// tracks and before any rule.
    /// </summary>
    public static readonly IReadOnlyList<string> Ids = [.. All.Select(rule => rule.Id), TwoVehiclesEpisode.RuleId];

    public static RuleSet With(RuleSettings settings) =>
    [
        new CrossingRule(),
        new PermitRule(settings.Permit),
        new RouteRule(settings.Route),
    ];
}
