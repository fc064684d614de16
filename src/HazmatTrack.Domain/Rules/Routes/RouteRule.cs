using System.Collections.Immutable;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Rules.Routes;

/// <summary>
/// Off the permitted route: outside the corridor of every route in force at event time, by more than the uncertainty, on several
/// fixes. One episode lasts until the vehicle is back in the corridor of any route in force, whichever it left, or until no route
/// is in force: then there is nothing to be off, and the reason says that it did not come back.
/// </summary>
/// <remarks>
/// State. Phase: 0 on route (or without one), 1 outside and not yet certain, 2 off. Since, Place, Province: where the corridor was
/// left. Subject: the number of the nearest route then. Mark: greatest distance from a line, metres. Count: fixes outside in
/// phase 1, fixes back inside in phase 2; Until: the first of the latter.
/// </remarks>
public sealed class RouteRule(RouteRuleSettings settings) : IRule
{
    /// <summary>Episodes of one vehicle follow on each other, so one key serves, whichever route is left.</summary>
    private const string Key = "route";

    private const byte Leaving = 1;
    private const byte Off = 2;

    public string Id => "off-route";

    public int Version => 1;

    public void Judge(ref RuleState state, in Step step, FindingSet findings)
    {
        step.Documents.EnsureReadable("route");
        var routes = step.Documents.Routes;
        if (routes.IsEmpty && state.Phase == 0)
        {
            return;
        }

        var seen = RouteSighting.Of(routes, step.Current, settings.Uncertainty);
        switch (seen.Where)
        {
            case RoutePlace.NoRoute:
                if (state.Phase == Off)
                {
                    findings.Put(Episode(state, step, RouteReason.RouteEnded, LastEnd(routes, state.Since, step.Current.Time)));
                }

                state = default;
                break;

            case RoutePlace.Outside:
                Outside(ref state, step, seen, findings);
                break;

            case RoutePlace.Inside when state.Phase == Off:
                state = state with { Count = state.Count + 1, Until = state.Count == 0 ? step.Current.Time : state.Until };
                if (state.Count >= settings.ReturnFixes)
                {
                    findings.Put(Episode(state, step, RouteReason.Returned, state.Until));
                    state = default;
                }

                break;

            // On the edge, within the uncertainty: neither outside nor back.
            case RoutePlace.Edge when state.Phase == Off:
                state = state with { Count = 0, Until = default };
                break;

            default:
                state = default;
                break;
        }
    }

    private void Outside(ref RuleState state, in Step step, in RouteSighting seen, FindingSet findings)
    {
        var metres = (long)Math.Round(seen.Distance.Metres);
        if (state.Phase == Off)
        {
            state = state with { Count = 0, Until = default, Mark = Math.Max(state.Mark, metres) };
            return;
        }

        if (state.Phase == 0)
        {
            var (since, place) = LeftAt(step, seen);
            state = new(Leaving, since, place, 0, metres, seen.Route!.Number, Province: step.Province);
        }

        state = state with { Count = state.Count + 1, Mark = Math.Max(state.Mark, metres) };
        if (state.Count >= settings.ConfirmFixes || (state.Count >= 2 && step.Current.Time - step.Previous?.Time >= settings.ConfirmTime))
        {
            findings.Put(Episode(state, step, RouteReason.Off, null));
            state = state with { Phase = Off, Count = 0 };
        }
    }

    /// <summary>When and where the corridor was left: on the way from the fix before, or else at the first fix outside.</summary>
    private (Instant Since, GeoPoint Place) LeftAt(in Step step, in RouteSighting seen)
    {
        var here = (step.Current.Time, step.Current.Report.Position);
        if (step.Previous is not { } before || step.Current.Time - before.Time > settings.InterpolateUpTo || !seen.Route!.IsValidAt(before.Time))
        {
            return here;
        }

        var limit = seen.Route.Corridor + settings.Uncertainty;
        var distance = seen.Route.DistanceFrom(before.Report.Position);
        if (distance > limit)
        {
            return here;
        }

        var fraction = (limit.Metres - distance.Metres) / (seen.Distance.Metres - distance.Metres);
        return (before.Time + ((step.Current.Time - before.Time) * fraction),
            Geodesy.Along(before.Report.Position, step.Current.Report.Position, fraction));
    }

    private Finding Episode(in RuleState state, in Step step, string reason, Instant? end)
    {
        var subject = state.Subject!;
        var route = step.Documents.Routes.FirstOrDefault(r => r.Number == subject);
        var now = step.Current.Time;
        return new()
        {
            Rule = Id,
            RuleVersion = Version,
            Key = Key,
            Onset = state.Since,
            End = end,
            Position = state.Place,
            Severity = settings.Severity,
            Province = state.Province,
            Measured = Distance.FromMetres(state.Mark).ToString(),
            Limit = route is null ? null : (route.Corridor + settings.Uncertainty).ToString(),
            Reason = reason,
            Documents = [subject, .. step.Documents.Routes.Where(r => r.Number != subject && r.IsValidAt(now)).Select(r => r.Number)],
            Evidence = step.Previous is { } before ? [before, step.Current] : [step.Current],
        };
    }

    /// <summary>When the last route ended that ran out during the episode; now, if the registry no longer tells.</summary>
    private static Instant LastEnd(ImmutableArray<Route> routes, Instant since, Instant now)
    {
        Instant? last = null;
        foreach (var route in routes)
        {
            if (route.EndsAt > since && route.EndsAt <= now && (last is null || route.EndsAt > last))
            {
                last = route.EndsAt;
            }
        }

        return last ?? now;
    }
}
