namespace HazmatTrack.Domain.Rules.Routes;

/// <summary>The definition of the rule of routes.</summary>
public static class RouteRuleDefinition
{
    /// <summary>The reasons for the defaults are given in <see cref="RouteRuleSettings"/>.</summary>
    private const string Ours = "design, no regulation";

    private static readonly RouteRuleSettings s_defaults = new();

    public static readonly RuleDefinition Definition = new()
    {
        Id = "off-route",
        Name = new("偏离许可路线", "Off the permitted route"),
        Description = new(
            "车辆在路线有效期内驶出所有有效路线的走廊，超出定位误差并得到后续定位点证实。",
            "A vehicle leaves the corridors of all its routes in force by more than the uncertainty, on several fixes."),
        Parameters =
        [
            new("UncertaintyMetres", "m", s_defaults.Uncertainty.Metres, 0, 1000, new("定位与路线合计误差", "How far a position and the line of its route together may be off"), Ours),
            new("ConfirmFixes", "1", s_defaults.ConfirmFixes, 1, 100, new("连续多少个走廊外定位点即确认偏离", "So many consecutive fixes outside the corridor are off the route"), Ours),
            new("ConfirmSeconds", "s", s_defaults.ConfirmTime.TotalSeconds, 0, 3600, new("或两个走廊外定位点相隔至少多久", "Or two fixes outside, this far apart"), Ours),
            new("ReturnFixes", "1", s_defaults.ReturnFixes, 1, 100, new("连续多少个走廊内定位点即确认返回", "So many consecutive fixes in a corridor are a return"), Ours),
        ],
        Reasons =
        [
            new(RouteReason.Off, "偏离许可路线", "Off the permitted route"),
            new(RouteReason.Returned, "偏离许可路线，已返回", "Was off the permitted route, has returned"),
            new(RouteReason.RouteEnded, "偏离许可路线，至路线失效未返回", "Off the permitted route until it ended"),
        ],
        Measured = new("最大偏离", "Farthest off"),
        Limit = new("允许偏离", "Allowed"),
        Create = parameters => new RouteRule(parameters),
    };

    /// <summary>Creates the rule's settings from the values by name.</summary>
    public static RouteRuleSettings Read(Func<string, double> value) => new()
    {
        Uncertainty = Geo.Distance.FromMetres(value("UncertaintyMetres")),
        ConfirmFixes = (int)value("ConfirmFixes"),
        ConfirmTime = TimeSpan.FromSeconds(value("ConfirmSeconds")),
        ReturnFixes = (int)value("ReturnFixes"),
    };
}
