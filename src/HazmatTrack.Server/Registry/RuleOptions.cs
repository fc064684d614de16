using System.ComponentModel.DataAnnotations;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Routes;

namespace HazmatTrack.Server.Registry;

/// <summary>
/// Section <c>Rules</c>: what may be set of the rules. The defaults and where they come from stand in
/// <see cref="RouteRuleSettings"/>; none of them is a number of a regulation.
/// </summary>
public sealed class RuleOptions
{
    /// <summary>How far a position and the line of its route together may be off, metres.</summary>
    [Range(0, 1000)]
    public double RouteUncertaintyMetres { get; set; } = new RouteRuleSettings().Uncertainty.Metres;

    /// <summary>So many consecutive fixes outside the corridor are off the route.</summary>
    [Range(1, 100)]
    public int RouteConfirmFixes { get; set; } = new RouteRuleSettings().ConfirmFixes;

    /// <summary>Or two fixes outside, this far apart.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RouteConfirmTime { get; set; } = new RouteRuleSettings().ConfirmTime;

    /// <summary>So many consecutive fixes in a corridor are a return.</summary>
    [Range(1, 100)]
    public int RouteReturnFixes { get; set; } = new RouteRuleSettings().ReturnFixes;

    public RuleSettings ToSettings() => new()
    {
        Route = new()
        {
            Uncertainty = Distance.FromMetres(RouteUncertaintyMetres),
            ConfirmFixes = RouteConfirmFixes,
            ConfirmTime = RouteConfirmTime,
            ReturnFixes = RouteReturnFixes,
        },
    };
}
