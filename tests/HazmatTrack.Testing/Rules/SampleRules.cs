using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;

namespace HazmatTrack.Testing.Rules;

/// <summary>The product's rules and two more, as somebody adds them: a folder and a line each.</summary>
public static class SampleRules
{
    public static readonly RuleDefinition Speeding = new()
    {
        Id = "sample-speeding",
        Texts = new()
        {
            Name = new("超速（示例）", "Speeding (sample)"),
            Description = new("超过限速的定位连续两个以上。", "Two fixes in a row or more above a limit."),
            Reasons = [new("sample-speeding", "超速", "Faster than allowed")],
            Measured = new("最高车速", "Fastest"),
        },
        Parameters = [new("ConfirmFixes", "1", 2, 1, 10, new("确认所需定位数", "Fixes that make it certain"), "sample")],
        Create = _ => new SpeedingRule(),
    };

    public static readonly RuleDefinition Silence = new()
    {
        Id = SilenceRule.RuleId,
        Texts = new()
        {
            Name = new("行驶中失联（示例）", "Silent while driving (sample)"),
            Description = new("行驶中的车辆不再上报，或不再上报位置。", "A truck that drives sends no report any more, or no position."),
            Reasons = [new("sample-no-report", "无上报", "No report"), new("sample-no-fix", "无定位", "No position")],
        },
        Parameters =
        [
            new("ReportSeconds", "s", 300, 1, 86_400, new("无上报时长", "No report for so long"), "sample"),
            new("FixSeconds", "s", 420, 1, 86_400, new("无定位时长", "No position for so long"), "sample"),
            new("DrivingKmh", "km/h", 5, 1, 200, new("视为行驶的最低车速", "A truck drives from this speed on"), "sample"),
        ],
        Create = parameters => new SilenceRule(Read(parameters)),
    };

    public static readonly RuleCatalog All = new([.. RuleList.Catalog.Definitions, Speeding, Silence]);

    /// <summary>The rule with timers as it is set by default.</summary>
    public static SilenceRule Silent(Instant? effectiveFrom = null) => new(Read(RuleParameters.DefaultsOf(Silence))) { EffectiveFrom = effectiveFrom };

    private static RuleParameters<SilenceRule.Settings> Read(RuleParameters parameters) => parameters.As(
        value => new SilenceRule.Settings(TimeSpan.FromSeconds(value("ReportSeconds")), TimeSpan.FromSeconds(value("FixSeconds")), value("DrivingKmh") * 10));
}
