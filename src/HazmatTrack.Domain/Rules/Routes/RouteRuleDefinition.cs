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
        Texts = RouteRuleTexts.Texts,
        Parameters =
        [
            new("UncertaintyMetres", "m", s_defaults.Uncertainty.Metres, 0, 1000, new("定位与路线合计误差", "How far a position and the line of its route together may be off"), Ours),
            new("ConfirmFixes", "1", s_defaults.ConfirmFixes, 1, 100, new("连续多少个走廊外定位点即确认偏离", "So many consecutive fixes outside the corridor are off the route"), Ours),
            new("ConfirmSeconds", "s", s_defaults.ConfirmTime.TotalSeconds, 0, 3600, new("或两个走廊外定位点相隔至少多久", "Or two fixes outside, this far apart"), Ours),
            new("ReturnFixes", "1", s_defaults.ReturnFixes, 1, 100, new("连续多少个走廊内定位点即确认返回", "So many consecutive fixes in a corridor are a return"), Ours),
        ],
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
