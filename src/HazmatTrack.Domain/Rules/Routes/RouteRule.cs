using System.Collections.Immutable;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Documents.Routes;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Rules.Routes;

/// <summary>
/// Off the permitted route: outside the corridor of every route in force at event time, by more than the uncertainty, on several
/// fixes. One episode lasts until the vehicle is back in the corridor of any route in force, whichever it left, or until no route
/// is in force: the vehicle can then be off no route, and the reason states that it did not come back.
/// </summary>
/// <remarks>
/// Its episode. Phase: 1 outside and not yet certain, 2 off. Since, Place, Province: where the corridor was left. Subject: the number of the nearest
/// route then. Mark: greatest distance from a line, metres. Count: fixes outside in phase 1, fixes back inside in phase 2; Until: the first of the
/// latter.
/// </remarks>
public sealed class RouteRule(RuleParameters parameters) : IRule
{
    private readonly RuleParameters<RouteRuleSettings> _parameters = parameters.As(RouteRuleDefinition.Read);

    /// <summary>Episodes of one vehicle do not overlap, so one key serves, whichever route is left.</summary>
    private const string Key = "route";

    private const byte Leaving = 1;
    private const byte Off = 2;

    public string Id => "off-route";

    public int Version => 2;

    public void Judge(in RuleEpisodes episodes, in RuleStep step, FindingSet findings)
    {
        step.Documents.EnsureReadable(DocumentKinds.Route);
        var routes = step.Documents.From(DocumentKinds.Route);
        var open = episodes.Find(Key);
        if (routes.IsEmpty && open is null)
        {
            return;
        }

        // The parameters in force when the corridor was left apply to the whole episode.
        var inForce = _parameters.InForceAt(open?.Since ?? step.Current.Time, open?.Province ?? step.Province);
        var settings = inForce.Settings;
        var seen = CorridorCheck.At(routes, step.Current, settings.Uncertainty);
        switch (seen.Where, open)
        {
            case (RoutePlace.NoRoute, { Phase: Off } off):
                findings.Put(Content(off, inForce, step, RouteReason.RouteEnded, LastEnd(routes, off.Since, step.Current.Time)));
                episodes.Close(Key);
                break;

            case (RoutePlace.Outside, _):
                Outside(episodes, open, inForce, step, seen, findings);
                break;

            case (RoutePlace.Inside, { Phase: Off } off):
                off = off with { Count = off.Count + 1, Until = off.Count == 0 ? step.Current.Time : off.Until };
                episodes.Set(off);
                if (off.Count >= settings.ReturnFixes)
                {
                    findings.Put(Content(off, inForce, step, RouteReason.Returned, off.Until));
                    episodes.Close(Key);
                }

                break;

            // On the edge, within the uncertainty: neither outside nor back.
            case (RoutePlace.Edge, { Phase: Off } off):
                episodes.Set(off with { Count = 0, Until = default });
                break;

            default:
                episodes.Close(Key);
                break;
        }
    }

    private void Outside(
        in RuleEpisodes episodes, in Episode? open, InForce<RouteRuleSettings> inForce, in RuleStep step, in CorridorCheck seen, FindingSet findings)
    {
        var settings = inForce.Settings;
        var metres = (long)Math.Round(seen.Distance.Metres);
        if (open is { Phase: Off } off)
        {
            episodes.Set(off with { Count = 0, Until = default, Mark = Math.Max(off.Mark, metres) });
            return;
        }

        var leaving = open ?? Left(settings, step, seen);
        leaving = leaving with { Count = leaving.Count + 1, Mark = Math.Max(leaving.Mark, metres) };
        if (leaving.Count >= settings.ConfirmFixes || (leaving.Count >= 2 && step.Current.Time - step.Previous?.Time >= settings.ConfirmTime))
        {
            findings.Put(Content(leaving, inForce, step, RouteReason.Off, null));
            leaving = leaving with { Phase = Off, Count = 0 };
        }

        episodes.Set(leaving);
    }

    private static Episode Left(RouteRuleSettings settings, in RuleStep step, in CorridorCheck seen)
    {
        var (since, place) = LeftAt(settings, step, seen);
        return new(Key, since, Leaving) { Place = place, Province = step.Province, Subject = seen.Route!.Number };
    }

    /// <summary>When and where the corridor was left: on the way from the fix before, or else at the first fix outside.</summary>
    private static (Instant Since, GeoPoint Place) LeftAt(RouteRuleSettings settings, in RuleStep step, in CorridorCheck seen)
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

    private Finding Content(in Episode episode, InForce<RouteRuleSettings> inForce, in RuleStep step, string reason, Instant? end)
    {
        var settings = inForce.Settings;
        var subject = episode.Subject!;
        var route = step.Documents.From(DocumentKinds.Route).FirstOrDefault(r => r.Number == subject);
        var now = step.Current.Time;
        return new()
        {
            Rule = Id,
            RuleVersion = Version,
            Parameters = inForce.Applied,
            Key = Key,
            Onset = episode.Since,
            End = end,
            Position = episode.Place,
            Severity = settings.Severity,
            Province = episode.Province,
            Measured = Distance.FromMetres(episode.Mark).ToString(),
            Limit = route is null ? null : (route.Corridor + settings.Uncertainty).ToString(),
            Reason = reason,
            Documents = [subject, .. step.Documents.From(DocumentKinds.Route).Where(r => r.Number != subject && r.IsValidAt(now)).Select(r => r.Number)],
            Evidence = step.Previous is { } before ? [before, step.Current] : [step.Current],
        };
    }

    /// <summary>When the last of the routes that ended during the episode did; now, if the registry no longer holds it.</summary>
    private static Instant LastEnd(ImmutableArray<Route> routes, Instant since, Instant now)
    {
        Instant? last = null;
        foreach (var route in routes)
        {
            // A route withdrawn before it began was never in force.
            if (route.ValidFrom < route.EndsAt && route.EndsAt > since && route.EndsAt <= now && (last is null || route.EndsAt > last))
            {
                last = route.EndsAt;
            }
        }

        return last ?? now;
    }
}
