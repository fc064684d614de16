using HazmatTrack.Domain.Rules.Crossings;
using HazmatTrack.Domain.Rules.Permits;
using HazmatTrack.Domain.Rules.Routes;
using HazmatTrack.Domain.Rules.TwoVehicles;

namespace HazmatTrack.Domain.Rules.Catalog;

/// <summary>The rules of the product, in the order they are evaluated: a new one is a folder next to the others and a line here.</summary>
public static class RuleList
{
    public static readonly RuleCatalog Catalog = new(
    [
        CrossingRuleDefinition.Definition,
        PermitRuleDefinition.Definition,
        RouteRuleDefinition.Definition,
        TwoVehiclesDefinition.Definition,
    ]);

    /// <summary>All rules with their default settings.</summary>
    public static readonly RuleSet All = Catalog.With(_ => []);
}
