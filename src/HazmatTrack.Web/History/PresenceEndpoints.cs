using System.Globalization;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Http;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.History.Presences;
using HazmatTrack.Web.History.Presences;
using HazmatTrack.Web.Views;
using Microsoft.AspNetCore.Http.Extensions;

namespace HazmatTrack.Web.History;

/// <summary>The endpoints that find the vehicles that were in an area.</summary>
internal static class PresenceEndpoints
{
    private const string About =
        "In a box or a circle, within at most 31 days; one item for each pass, by vehicle id and time. Judged on the straight lines between the fixes that belong together: "
        + "no more than ten minutes apart, no faster than 160 km/h, without drift. So who drove through between two fixes is found, with the time interpolated. certainty says "
        + "how sure that is: certain (a fix lies there), likely (the line between two fixes leads through), possible (so it does, but reception was lost in between). "
        + "A short absence by less than the error of a fix, 30 m, does not end a pass. The header Link names the next page in every format. While a silo does not "
        + "answer, the answer in JSON has unavailablePartitions: of their vehicles the newest passes are missing. Files are not given out then.";

    private const int MaxPage = 5000;
    private const int StandardPage = 1000;

    private static readonly TimeSpan s_longestSearch = TimeSpan.FromDays(31);

    private static readonly (string Type, string Example)[] s_texts =
    [
        ("application/geo+json", """{"type":"FeatureCollection","features":[],"nextCursor":null}"""),
        ("text/csv", "vehicle,first,last,entry,exit,entered,enteredErrorS,left,leftErrorS,certainty,positions,nearestM,firstLat,firstLon,lastLat,lastLon\r\n"),
    ];

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/search/presence", PresenceAsync)
            .Requires(AccessAction.SearchPresence, AccessReach.ManyVehicles, asksPurpose: true)
            .WithTags("Search")
            .Describe("searchPresence", "Which vehicles were somewhere at some time", About)
            .Takes([
                QueryParameter.Text("bbox", "west,south,east,north in degrees; either this or circle."),
                QueryParameter.Text("circle", "lat,lon,radius in degrees and metres, up to 200 km; either this or bbox.", "31.23,121.47,5000"),
                .. HistoryEndpoints.SpanParameters,
                QueryParameter.OneOf("format", "json where it is not given.", PresenceFormat.Names),
                QueryParameter.Bom,
                QueryParameter.Cursor,
                QueryParameter.Limit(MaxPage, StandardPage)])
            .Produces<PresenceListView>()
            .AnswersText("The same passes as a FeatureCollection (RFC 7946), each with its first and last position, or RFC 4180.", s_texts)
            .AnswersHeader(200, "Link", "The address of the next page, rel=\"next\" (RFC 8288); absent on the last.", "</api/v1/search/presence?cursor=x>; rel=\"next\"")
            .AnswersHeader(200, "Unreadable-Stretches", "How many stretches within the span cannot be read, in every format; absent where there is none.", "1")
            .Fails(ProblemCode.BadInput, ProblemCode.HistoryDamaged, ProblemCode.StoreUnavailable);

    private static async Task<IResult> PresenceAsync(HttpContext context, ScopedPresence presence, CancellationToken cancellation)
    {
        var reader = new QueryReader(context.Request.Query, "bbox", "circle", "from", "to", "format", "bom", "cursor", "limit");
        var (from, to) = HistoryEndpoints.Span(reader);
        var limit = reader.Number("limit", 1, MaxPage) ?? StandardPage;
        var after = PresenceCursor.Read(reader);
        var format = reader.OneOf("format", PresenceFormat.Names) ?? PresenceFormat.Names[0];
        var bom = reader.Bom(format);
        if (to > from && to - from > s_longestSearch)
        {
            reader.Wrong("to", FaultCode.OutOfRange, new(
                $"一次查询最多跨 {s_longestSearch.TotalDays} 天。", $"A search spans at most {s_longestSearch.TotalDays} days."));
        }

        var area = AreaOf(reader);
        reader.ThrowIfInvalid();
        context.TakePurpose();
        var look = context.Look();
        look.Span = (from, to);
        var scope = context.Caller().ScopeFor(AccessAction.SearchPresence);
        var open = await presence.OpenAsync(area!, from, to, cancellation);
        if (format != "json")
        {
            open.EnsureWhole();
        }

        var (items, next) = await PageAsync(presence.WithinAsync(scope, area!, from, to, after?.Vehicle, open, cancellation), after, limit);
        if (next is not null)
        {
            var query = new QueryBuilder(context.Request.Query.Where(q => q.Key != "cursor")) { { "cursor", next } };
            context.Response.Headers.Link = $"<{context.Request.PathBase}{context.Request.Path}{query}>; rel=\"next\"";
        }

        (look.Vehicles, look.Rows) = ([.. items.Select(i => i.Vehicle)], items.Count);
        var unreadable = (await presence.DamagedAsync(scope, from, to, cancellation))
            .Select(s => new UnreadableView(s.Vehicle.ToString(), s.From, s.To))
            .ToList();
        if (unreadable.Count > 0)
        {
            context.Response.Headers["Unreadable-Stretches"] = unreadable.Count.ToString(CultureInfo.InvariantCulture);
        }

        var list = new PresenceListView(
            [.. items.Select(PresenceFormat.View)], next, unreadable.Count > 0 ? unreadable : null, open.IsWhole ? null : open.Unavailable);
        if (format == "json")
        {
            return Results.Json(list, ViewJson.Wire.PresenceListView);
        }

        context.Response.Headers.ContentDisposition = DownloadName.Disposition(true, "presence", from, to, format);
        return format == "csv"
            ? Results.Bytes(PresenceFormat.Csv(list, bom), "text/csv; charset=utf-8")
            : Results.Bytes(PresenceFormat.GeoJson(list), "application/geo+json; charset=utf-8");
    }

    /// <summary>The passes of one page, and the cursor of the next page.</summary>
    private static async Task<(List<Presence> Items, string? Next)> PageAsync(IAsyncEnumerable<Presence> passes, PresenceCursor? after, int limit)
    {
        var items = new List<Presence>();
        PresenceCursor? last = null;
        PresenceCursor? at = null;
        await foreach (var pass in passes)
        {
            at = PresenceCursor.After(pass, at);
            if (after is { } cursor && at.Value.CompareTo(cursor) <= 0)
            {
                continue;
            }

            if (items.Count == limit)
            {
                return (items, last.ToString());
            }

            items.Add(pass);
            last = at;
        }

        return (items, null);
    }

    private static GeoArea? AreaOf(QueryReader reader)
    {
        var (box, circle) = (reader.Box("bbox"), reader.Circle("circle"));
        if (box is null == circle is null && !reader.Faults.Has("bbox") && !reader.Faults.Has("circle"))
        {
            reader.Wrong(
                "bbox",
                box is null ? FaultCode.Required : FaultCode.NotApplicable,
                new("请给出 bbox 或 circle 之一。", "Give either 'bbox' or 'circle'."));
        }

        return box ?? (circle is { } around ? GeoArea.Circle(around.Centre, around.Radius) : null);
    }
}
