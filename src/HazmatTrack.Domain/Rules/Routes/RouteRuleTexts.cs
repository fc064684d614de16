namespace HazmatTrack.Domain.Rules.Routes;

/// <summary>The words of the rule of routes.</summary>
internal static class RouteRuleTexts
{
    public static readonly RuleTexts Texts = new()
    {
        Name = new("偏离许可路线", "Off the permitted route"),
        Description = new(
            "车辆在路线有效期内驶出所有有效路线的走廊，超出定位误差并得到后续定位点证实。",
            "A vehicle leaves the corridors of all its routes in force by more than the uncertainty, on several fixes."),
        Reasons =
        [
            new(RouteReason.Off, "偏离许可路线", "Off the permitted route"),
            new(RouteReason.Returned, "偏离许可路线，已返回", "Was off the permitted route, has returned"),
            new(RouteReason.RouteEnded, "偏离许可路线，至路线失效未返回", "Off the permitted route until it ended"),
        ],
        Measured = new("最大偏离", "Farthest off"),
        Limit = new("允许偏离", "Allowed"),
    };
}
