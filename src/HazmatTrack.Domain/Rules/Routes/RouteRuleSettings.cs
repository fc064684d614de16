using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Rules.Routes;

/// <summary>
/// When a vehicle counts as off its route. None of these numbers stands in a regulation. The corridor itself is part of each
/// route (recommended 200 to 500 m, domain.md §2.1 DEV [D]; fleet platforms use 50 m corridors and leave the driver some minutes
/// to return, peers.md).
/// </summary>
public sealed record RouteRuleSettings
{
    /// <summary>
    /// How far position and line together may be off. Terminals are accurate to 2–15 m, more under obstruction (domain.md §3 [S40]);
    /// a line drawn on a map follows the road to about as much. [D]
    /// </summary>
    public Distance Uncertainty { get; init; } = Distance.FromMetres(30);

    /// <summary>So many consecutive fixes outside make it certain. [D]</summary>
    public int ConfirmFixes { get; init; } = 3;

    /// <summary>
    /// Or two fixes outside, this far apart: for terminals that report rarely. Of one that reports more often two fixes may be one burst of
    /// drift, whatever was lost before them. [D]
    /// </summary>
    public TimeSpan ConfirmTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>So many consecutive fixes within a corridor (without the uncertainty) end it. [D]</summary>
    public int ReturnFixes { get; init; } = 2;

    /// <summary>Between fixes further apart than this the time of leaving is not interpolated: it is that of the first fix outside. [D]</summary>
    public TimeSpan InterpolateUpTo { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>domain.md §6.1 [D]: orange.</summary>
    public Severity Severity { get; init; } = Severity.Orange;
}
