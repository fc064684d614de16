
namespace HazmatTrack.Domain.Rules.Permits;

/// <summary>The definition of the rule of permits.</summary>
public static class PermitRuleDefinition
{
    public static readonly RuleDefinition Definition = new()
    {
        Id = "permit",
        Texts = PermitRuleTexts.Texts,
        Create = _ => new PermitRule(new()),
    };
}
