namespace HazmatTrack.Domain.Rules.Routes;

/// <summary>The state of an episode off the route, as stable codes that the texts are keyed by.</summary>
public static class RouteReason
{
    /// <summary>Outside the corridors of all routes in force.</summary>
    public const string Off = "off-route";

    /// <summary>Was off the route and came back into a corridor.</summary>
    public const string Returned = "off-route-returned";

    /// <summary>Was off the route until no route was in force any more; it did not come back before that.</summary>
    public const string RouteEnded = "off-route-route-ended";
}
