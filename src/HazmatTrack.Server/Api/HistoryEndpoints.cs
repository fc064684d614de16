using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Server.Alerts;

namespace HazmatTrack.Server.Api;

/// <summary>Where vehicles were.</summary>
internal static class HistoryEndpoints
{
    /// <summary>What is written before the reader is waited for.</summary>
    private const int BytesAtOnce = 32 * 1024;

    private const int MaxPage = 5000;
    private const int StandardPage = 1000;

    private static readonly QueryParameter[] s_span =
        [QueryParameter.Time("from", "The first instant, included.") with { Required = true }, QueryParameter.Time("to", "The end, excluded.") with { Required = true }];

    private static readonly TimeSpan s_longestSearch = TimeSpan.FromDays(31);

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/vehicles/{id}/history", TrackAsync)
            .WithTags("Vehicles")
            .WithSummary("A vehicle's track")
            .WithDescription("Streamed; an answer that ends early was cut by an error. A report without a position has null for it, and is left out of GPX.")
            .Takes([.. s_span, QueryParameter.OneOf("format", "json where it is not given.", TrackFormat.Names)])
            .Produces<TrackView>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .AnswersText("The same track as a FeatureCollection of points (RFC 7946), GPX 1.1 or RFC 4180.", "application/geo+json", "application/gpx+xml", "text/csv");
        group.MapGet("/search/presence", PresenceAsync)
            .WithTags("Search")
            .WithSummary("Which vehicles were somewhere at some time")
            .WithDescription("In a box or a circle, within at most 31 days; by vehicle id.")
            .Takes([
                QueryParameter.Text("bbox", "west,south,east,north in degrees, such as 121.0,31.0,121.5,31.5."),
                QueryParameter.Text("circle", "lat,lon,radius in degrees and metres, such as 31.23,121.47,5000; up to 200 km."),
                .. s_span,
                QueryParameter.Cursor,
                QueryParameter.Limit(MaxPage, StandardPage)])
            .Produces<PresenceListView>();
    }

    private static async Task<IResult> TrackAsync(string id, HttpContext context, VehicleNames names, ITrackHistory history, CancellationToken cancellation)
    {
        var reader = new QueryReader(context.Request.Query, "from", "to", "format");
        var (from, to) = Span(reader);
        var format = TrackFormat.Find(reader.Text("format") ?? "json")
            ?? throw new BadInputException("format", $"'{reader.Text("format")}' is not a format; expected {string.Join(", ", TrackFormat.Names)}.");
        var vehicle = await names.FindAsync("id", id, cancellation);

        // The first point is read before anything is answered: an outage is then a clear error.
        await using var points = history.ReadAsync(vehicle, from, to, cancellation).GetAsyncEnumerator(cancellation);
        var more = await points.MoveNextAsync();
        if (!more && !await history.KnowsAsync(vehicle, cancellation))
        {
            return Problems.NotFound($"No report of vehicle {vehicle} is known.");
        }

        var response = context.Response;
        response.ContentType = format.ContentType;
        response.Headers.ContentDisposition = $"inline; filename*=UTF-8''{Uri.EscapeDataString($"{vehicle}.{format.Extension}")}";
        try
        {
            await using var writer = format.Begin(response.BodyWriter, vehicle, from, to);
            while (more)
            {
                writer.Write(points.Current);
                if (writer.Pending > BytesAtOnce)
                {
                    await writer.FlushAsync(cancellation);
                }

                more = await points.MoveNextAsync();
            }

            await writer.EndAsync(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Half a track must not look like a whole one, nor stand before an error in the same body: the connection is cut.
            ApiLog.StoreUnavailable(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HistoryEndpoints)), e, context.Request.Path);
            context.Abort();
        }

        return Results.Empty;
    }

    private static async Task<IResult> PresenceAsync(HttpRequest request, ITrackHistory history, CancellationToken cancellation)
    {
        var reader = new QueryReader(request.Query, "bbox", "circle", "from", "to", "cursor", "limit");
        var (from, to) = Span(reader);
        var (after, limit) = (reader.Vehicle("cursor"), reader.Number("limit", 1, MaxPage) ?? StandardPage);
        if (to - from > s_longestSearch)
        {
            throw new BadInputException("to", $"A search spans at most {s_longestSearch.TotalDays} days.");
        }

        var area = (reader.Box("bbox"), reader.Circle("circle")) switch
        {
            ({ } box, null) => box,
            (null, { } circle) => GeoArea.Circle(circle.Centre, circle.Radius),
            _ => throw new BadInputException("bbox", "Give either 'bbox' or 'circle'."),
        };
        var found = (await history.PresenceAsync(area, from, to, cancellation)).Where(p => after is not { } last || p.Vehicle.CompareTo(last) > 0).Take(limit + 1).ToList();
        var next = found.Count > limit ? found[limit - 1].Vehicle.ToString() : null;
        return Results.Json(
            new([.. found.Take(limit).Select(p => new PresenceView(p.Vehicle.ToString(), p.Vehicle.Plate, AlertViews.Of(p.First), AlertViews.Of(p.Last), p.Positions))], next),
            ViewJson.Wire.PresenceListView);
    }

    private static (Instant From, Instant To) Span(QueryReader reader)
    {
        var from = reader.Instant("from") ?? throw new BadInputException("from", "'from' is needed: the first instant, included.");
        var to = reader.Instant("to") ?? throw new BadInputException("to", "'to' is needed: the end, excluded.");
        return to > from ? (from, to) : throw new BadInputException("to", "'to' must be later than 'from'.");
    }
}
