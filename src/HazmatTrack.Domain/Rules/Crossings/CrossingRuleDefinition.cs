
namespace HazmatTrack.Domain.Rules.Crossings;

/// <summary>The definition of the rule of crossings.</summary>
public static class CrossingRuleDefinition
{
    public static readonly RuleDefinition Definition = new()
    {
        Id = CrossingRule.RuleId,
        Texts = CrossingRuleTexts.Texts,
        Create = _ => new CrossingRule(),
    };
}
