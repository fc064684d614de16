using HazmatTrack.Domain.Rules;

namespace HazmatTrack.Domain.Tests.Rules.Samples;

/// <summary>The product's rules and one more, as somebody adds it: a folder and a line.</summary>
internal static class SampleRules
{
    public static readonly RuleDefinition Speeding = new()
    {
        Id = "sample-speeding",
        Name = new("超速（示例）", "Speeding (sample)"),
        Description = new("超过限速的定位连续两个以上。", "Two fixes in a row or more above a limit."),
        Parameters = [new("ConfirmFixes", "1", 2, 1, 10, new("确认所需定位数", "Fixes that make it certain"), "sample")],
        Reasons = [new("sample-speeding", "超速", "Faster than allowed")],
        Measured = new("最高车速", "Fastest"),
        Create = _ => new SpeedingRule(),
    };

    public static readonly RuleCatalog All = new([.. RuleList.Catalog.Definitions, Speeding]);
}
