using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Rules.Routes;

/// <summary>
/// When a vehicle counts as off its route. No regulation gives these numbers; docs/domain/crossings.md#corridor gives their sources. The
/// corridor itself is part of each route.
/// </summary>
public sealed record RouteRuleSettings
{
    /// <summary>
    /// How far position and line together may be off. Terminals are accurate to 2–15 m, and less so under obstruction
    /// (docs/domain/crossings.md#receiver); a line drawn on a map follows the road to about as much.
    /// </summary>
    public Distance Uncertainty { get; init; } = Distance.FromMetres(30);

    /// <summary>How many consecutive fixes outside make it certain.</summary>
    public int ConfirmFixes { get; init; } = 3;

    /// <summary>
    /// Two fixes outside this far apart also make it certain: for terminals that report rarely. From one that reports more often, two fixes may be one burst
    /// of drift, whichever reports were lost before them.
    /// </summary>
    public TimeSpan ConfirmTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many consecutive fixes within a corridor (without the uncertainty) end it.</summary>
    public int ReturnFixes { get; init; } = 2;

    /// <summary>Between fixes further apart than this the time of leaving is not interpolated: it is that of the first fix outside.</summary>
    public TimeSpan InterpolateUpTo { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Orange: docs/domain/crossings.md#severity.</summary>
    public Severity Severity { get; init; } = Severity.Orange;
}
