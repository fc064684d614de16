using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Server.Alerts;

namespace HazmatTrack.Server.Api;

/// <summary>Where vehicles were.</summary>
internal static class HistoryEndpoints
{
    /// <summary>What is written before the reader is waited for.</summary>
    private const int BytesAtOnce = 32 * 1024;

    private static readonly TimeSpan s_longestSearch = TimeSpan.FromDays(31);

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/vehicles/{id}/history", TrackAsync)
            .WithTags("Vehicles")
            .WithSummary("A vehicle's track")
            .WithDescription("Parameters: from (included), to (excluded), format: json (default), geojson, gpx or csv. Streamed; an answer that ends early was cut by an error.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json", additionalContentTypes: ["application/geo+json", "application/gpx+xml", "text/csv"]);
        group.MapGet("/search/presence", PresenceAsync)
            .WithTags("Search")
            .WithSummary("Which vehicles were somewhere at some time")
            .WithDescription("Parameters: bbox=west,south,east,north or circle=lat,lon,radius in metres; from (included), to (excluded), at most 31 days.")
            .Produces<PresenceListView>();
    }

    private static async Task<IResult> TrackAsync(string id, HttpContext context, ITrackHistory history, CancellationToken cancellation)
    {
        var reader = new QueryReader(context.Request.Query, "from", "to", "format");
        var vehicle = VehicleEndpoints.VehicleOf(id);
        var (from, to) = Span(reader);
        var format = TrackFormat.Find(reader.Text("format") ?? "json")
            ?? throw new BadInputException("format", $"'{reader.Text("format")}' is not a format; expected {string.Join(", ", TrackFormat.Names)}.");

        // The first point is read before anything is answered: an outage is then a clear error.
        await using var points = history.ReadAsync(vehicle, from, to, cancellation).GetAsyncEnumerator(cancellation);
        var more = await points.MoveNextAsync();
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
        catch (Exception e) when (response.HasStarted && e is not OperationCanceledException)
        {
            // Half a track must not look like a whole one: the connection is cut.
            ApiLog.StoreUnavailable(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HistoryEndpoints)), e, context.Request.Path);
            context.Abort();
        }

        return Results.Empty;
    }

    private static async Task<IResult> PresenceAsync(HttpRequest request, ITrackHistory history, CancellationToken cancellation)
    {
        var reader = new QueryReader(request.Query, "bbox", "circle", "from", "to");
        var (from, to) = Span(reader);
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
        var found = await history.PresenceAsync(area, from, to, cancellation);
        return Results.Json(
            new([.. found.Select(p => new PresenceView(p.Vehicle.ToString(), p.Vehicle.Plate, AlertViews.Of(p.First), AlertViews.Of(p.Last), p.Positions))], null),
            ViewJson.Wire.PresenceListView);
    }

    private static (Instant From, Instant To) Span(QueryReader reader)
    {
        var from = reader.Instant("from") ?? throw new BadInputException("from", "'from' is needed: the first instant, included.");
        var to = reader.Instant("to") ?? throw new BadInputException("to", "'to' is needed: the end, excluded.");
        return to > from ? (from, to) : throw new BadInputException("to", "'to' must be later than 'from'.");
    }
}
