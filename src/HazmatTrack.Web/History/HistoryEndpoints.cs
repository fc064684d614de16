using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Web.History.Tracks;
using HazmatTrack.Web.Scope;
using HazmatTrack.Web.Seen;
using HazmatTrack.Web.Views;

namespace HazmatTrack.Web.History;

/// <summary>The endpoints for vehicle history.</summary>
internal static class HistoryEndpoints
{
    /// <summary>How many bytes are written before the writer waits for the client.</summary>
    private const int BytesAtOnce = 32 * 1024;

    private const string About =
        "Streamed; an answer that ends early was cut by an error. What a terminal did not send is absent. A report without a position has null for it, and is left "
        + "out of GPX and of lines, as is drift, which no truck can have driven to. GPX and GeoJSON begin a new segment after lost reception: after a report without a "
        + "position, after ten minutes of silence, and where a truck would have had to drive faster than 160 km/h. Lines have coordinates [longitude, latitude, altitude, "
        + "Unix seconds], with altitude 0 where none was sent; altitudesUnknown says how many. GPX has speed (m/s) and course (degrees) in TrackPointExtension v2. "
        + "CSV can be sent again by the command replay without loss. While the silo that has the vehicle's newest positions does not answer, the answer in JSON has "
        + "unavailableFrom: positions from then on are missing, and earlier ones that came late. Files are not given out then, since nothing in them would say so.";

    /// <summary>The query parameters of a span.</summary>
    public static readonly QueryParameter[] SpanParameters =
    [
        QueryParameter.Time("from", "The first instant, included.") with { Required = true },
        QueryParameter.Time("to", "The end, excluded.", "2026-07-01T09:00:00+08:00") with { Required = true },
    ];

    private static readonly (string Type, string Example)[] s_texts =
    [
        ("application/geo+json", """{"type":"FeatureCollection","features":[]}"""),
        ("application/gpx+xml", """<gpx version="1.1" creator="HazmatTrack" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>沪A12345_2</name></trk></gpx>"""),
        ("text/csv", "vehicle,time,lat,lon,speedKmh,heading,altitudeM,mileageKm,fixed,alarmBits,statusBits\r\n沪A12345_2,2026-07-01T08:00:00+08:00,31.2304,121.4737,62.5,270,,,1,0,3\r\n"),
    ];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/vehicles/{id}/history", TrackAsync)
            .Requires(AccessAction.ReadTracks, AccessReach.OneVehicle, asksPurpose: true)
            .WithTags("Vehicles")
            .Describe("getVehicleHistory", "A vehicle's track", About)
            .Takes([
                VehicleNames.Parameter,
                .. SpanParameters,
                QueryParameter.OneOf("format", "json where it is not given.", TrackFormat.Names),
                QueryParameter.OneOf("geometry", "With format=geojson: a point for each report, which is the standard, or a line with times for each segment.", TrackFormat.Geometries),
                QueryParameter.Bom])
            .Produces<TrackView>()
            .AnswersText("The same track as a FeatureCollection (RFC 7946), GPX 1.1 or RFC 4180.", s_texts)
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.HistoryDamaged, ProblemCode.StoreUnavailable);
    }

    private static async Task<IResult> TrackAsync(
        string id, HttpContext context, VehicleNames names, VehicleSights sights, ProvinceMap map, ITrackHistory history,
        TimeProvider clock, CancellationToken cancellation)
    {
        var reader = new QueryReader(context.Request.Query, "from", "to", "format", "geometry", "bom");
        var (from, to) = Span(reader);
        var format = TrackFormat.From(reader);
        var scope = context.Caller().ScopeFor(AccessAction.ReadTracks);
        var vehicle = await names.FindAsync("id", id, v => sights.SeesAsync(scope, v, cancellation), reader.Faults, cancellation);
        reader.ThrowIfInvalid();
        context.TakePurpose();
        var look = context.Look();
        (look.Vehicles, look.Span) = ([vehicle], (from, to));

        // The first point is read before the response starts, so that an outage is a clear error.
        var facts = await sights.FactsOfAsync(scope, vehicle, cancellation);
        var isSeen = Visibility.CanSee(scope, facts);
        var open = await history.OpenOfAsync(vehicle, cancellation);
        if (format.IsDownload || !isSeen)
        {
            // A file is handed on without the word that it lacks something. And who does not see the vehicle now may have seen it where points are missing.
            open.EnsureWhole();
        }

        var unavailable = open.IsWhole ? null : await UnavailableFromAsync(history, vehicle, from, cancellation);
        var track = history.ReadAsync(vehicle, from, to, open, cancellation);
        await using var points = ScopedTrack.Within(track, from, scope, facts, map, Instant.From(clock.GetUtcNow())).GetAsyncEnumerator(cancellation);
        bool more;
        try
        {
            more = await points.MoveNextAsync();
        }
        catch (DamagedHistoryException) when (!isSeen)
        {
            // To say so would tell that there is such a vehicle.
            return VehicleNames.Unknown(vehicle);
        }

        if (!more && (!isSeen || !await history.KnowsAsync(vehicle, cancellation)))
        {
            return VehicleNames.Unknown(vehicle);
        }

        var response = context.Response;
        response.ContentType = format.ContentType;
        response.Headers.ContentDisposition = DownloadName.Disposition(format.IsDownload, vehicle.ToString(), from, to, format.Name);
        try
        {
            await using var writer = format.Begin(response.BodyWriter, vehicle, from, to, unavailable);
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
            // A partial track must not look complete, nor precede an error in the same body: the connection is aborted.
            var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HistoryEndpoints));
            ErrorLog.AnswerCut(log, e, context.Request.Method, context.Request.Path);
            context.Abort();
        }

        return Results.Empty;
    }

    /// <summary>From when on open points may be missing, within a span.</summary>
    private static async Task<Instant?> UnavailableFromAsync(ITrackHistory history, VehicleId vehicle, Instant from, CancellationToken cancellation) =>
        await history.SealedToAsync(vehicle, cancellation) is { } end && end >= from ? new Instant(end.UnixMilliseconds + 1) : from;

    /// <summary>The requested span; both ends are required.</summary>
    public static (Instant From, Instant To) Span(QueryReader reader)
    {
        var from = reader.Required("from", reader.Instant("from"), new("起始时刻（含）", "the first instant, included"));
        var to = reader.Required("to", reader.Instant("to"), new("结束时刻（不含）", "the end, excluded"));
        CheckOrder(reader, from, to);
        return (from ?? default, to ?? default);
    }

    /// <summary>A span that ends before it begins is a fault.</summary>
    public static void CheckOrder(QueryReader reader, Instant? from, Instant? to)
    {
        if (from is { } begin && to is { } end && end <= begin)
        {
            reader.Wrong("to", FaultCode.OutOfRange, new("to 必须晚于 from。", "'to' must be later than 'from'."));
        }
    }
}
