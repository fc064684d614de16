using System.Collections.Immutable;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Rules.Routes;

/// <summary>Where a fix lies relative to the routes in force.</summary>
internal enum RoutePlace
{
    NoRoute,
    Inside,

    /// <summary>Outside every corridor, but by no more than the uncertainty.</summary>
    Edge,
    Outside,
}

/// <summary>One fix against the routes in force at its time.</summary>
/// <param name="Route">The route whose corridor is nearest; null with <see cref="RoutePlace.NoRoute"/>.</param>
/// <param name="Distance">The distance from that route's line; exact unless inside.</param>
internal readonly record struct CorridorCheck(RoutePlace Where, Route? Route, Distance Distance)
{
    public static CorridorCheck At(ImmutableArray<Route> routes, in TrackPoint fix, Distance uncertainty)
    {
        Route? nearest = null;
        var distance = Distance.Zero;
        var excess = new Distance(double.PositiveInfinity);
        foreach (var route in routes)
        {
            if (!route.IsValidAt(fix.Time))
            {
                continue;
            }

            var d = route.DistanceFrom(fix.Report.Position, route.Corridor);
            if (d <= route.Corridor)
            {
                return new(RoutePlace.Inside, route, d);
            }

            if (d - route.Corridor < excess)
            {
                (nearest, distance, excess) = (route, d, d - route.Corridor);
            }
        }

        return nearest is null ? default : new(excess > uncertainty ? RoutePlace.Outside : RoutePlace.Edge, nearest, distance);
    }
}
