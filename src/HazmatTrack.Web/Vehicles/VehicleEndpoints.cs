using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Web.Alerts;
using HazmatTrack.Web.History;
using HazmatTrack.Web.Quality;
using HazmatTrack.Web.Views;

namespace HazmatTrack.Web.Vehicles;

/// <summary>The endpoints for the current state of vehicles.</summary>
internal static class VehicleEndpoints
{
    private const int MaxPage = 5000;
    private const int StandardPage = 1000;
    private const int MostAlerts = 100;
    private static readonly Severity[][] s_bySeverity = [[Severity.Yellow, Severity.Orange, Severity.Red], [Severity.Notice]];

    /// <summary>How long a response waits for the alerts to be read after the process starts.</summary>
    private static readonly TimeSpan s_alertsWait = TimeSpan.FromSeconds(5);

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/locate", Locate)
            .WithTags("Borders")
            .WithSummary("The province of a point, and how far the next one is")
            .Takes(QueryParameter.Degrees("lat", 90), QueryParameter.Degrees("lon", 180))
            .Produces<LocateView>();
        group.MapGet("/vehicles", ListAsync)
            .WithTags("Vehicles")
            .WithSummary("Where vehicles were last seen")
            .WithDescription("All, those of a province, or those near a point, nearest first and in one page.")
            .Takes(
                QueryParameter.Province,
                QueryParameter.Text("near", "lat,lon,radius in degrees and metres, such as 31.23,121.47,5000; up to 200 km."),
                QueryParameter.Cursor,
                QueryParameter.Limit(MaxPage, StandardPage))
            .Produces<VehicleListView>();
        group.MapGet("/vehicles/{id}", DetailAsync)
            .WithTags("Vehicles")
            .WithSummary("One vehicle: last fix, province, documents, open alerts, data quality")
            .Produces<VehicleView>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/vehicles/{id}/judge-again", JudgeAgainAsync)
            .WithTags("Vehicles")
            .WithSummary("Have a vehicle judged again that is quarantined, or has a rule that failed")
            .WithDescription(
                "From its newest checkpoint, or from before the rule failed. Repair first what the log and 'judging' name: the vehicle is set aside again "
                + "otherwise. With acceptLoss=true what cannot be read of its history is given up: its bytes are kept, and the vehicle is judged without it.")
            .Takes(QueryParameter.OneOf("acceptLoss", "Give up what cannot be read of its history.", "true", "false"))
            .Produces<JudgeAgainView>(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> JudgeAgainAsync(
        string id, HttpRequest request, VehicleNames names, VehicleDirectory hot, Recovery recovery, CancellationToken cancellation)
    {
        var acceptsLoss = new QueryReader(request.Query, "acceptLoss").OneOf("acceptLoss", "true", "false") == "true";
        var vehicle = await names.FindAsync("id", id, cancellation);
        var faults = (await hot.PackedAsync(vehicle, cancellation))?.Faults.Select(f => (Instant?)f.At).ToList() ?? [];
        return await recovery.JudgeAgainAsync(vehicle, faults.Min(), acceptsLoss, cancellation)
            ? Results.Json(new(vehicle.ToString(), acceptsLoss), ViewJson.Wire.JudgeAgainView, statusCode: StatusCodes.Status202Accepted)
            : throw new TrackHistoryException($"The partition of vehicle {vehicle} changes hands: ask again in some seconds.");
    }

    private static JudgingView JudgingOf(Quarantine? quarantine, VehicleTracker? packed)
    {
        var faults = packed?.Faults.Select(f => new RuleFaultView(f.Rule, f.Version, AlertViews.ToChinaTime(f.At), f.Reason))
            .ToList() is { Count: > 0 } some ? some : null;
        return quarantine is not null ? new("quarantined", AlertViews.ToChinaTime(quarantine.Since), quarantine.Reason, faults)
            : new(faults is null ? "judged" : "faulted", FaultedRules: faults);
    }

    private static IResult Locate(HttpRequest request, ProvinceMap map)
    {
        var point = new QueryReader(request.Query, "lat", "lon").Point("lat", "lon");
        var code = map.Locate(point);
        var border = map.NearestBorder(point);
        return Results.Json(
            new(CodeOf(code), NameOf(map, code, request), Math.Round(border.Distance.Metres, 1), CodeOf(border.Neighbour)), ViewJson.Wire.LocateView);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, VehicleDirectory hot, OpenViolations open, AlertTail tail, CancellationToken cancellation)
    {
        var reader = new QueryReader(request.Query, "province", "near", "cursor", "limit");
        var limit = reader.Number("limit", 1, MaxPage) ?? StandardPage;
        var (province, near, cursor) = (reader.Province("province"), reader.Circle("near"), reader.Text("cursor"));
        if (near is not null && (province is not null || cursor is not null))
        {
            throw new BadInputException("near", "'near' goes with 'limit' only: its answer is the nearest vehicles, in one page.");
        }

        await tail.Started.WaitAsync(s_alertsWait, cancellation);
        var (sights, next) = near is { } circle
            ? (await hot.NearAsync(circle.Centre, circle.Radius, limit, cancellation), (string?)null)
            : await hot.ListAsync(province, cursor, limit, cancellation);
        return Results.Json(
            new([.. sights.Select(s => ToView(s, open.Of(s.Vehicle)))], next, tail.StaleSince is { } since ? AlertViews.ToChinaTime(since) : null),
            ViewJson.Wire.VehicleListView);
    }

    private static async Task<IResult> DetailAsync(
        string id, HttpRequest request, VehicleNames names, VehicleNow vehicles, QualityReading qualities, ProvinceMap map, IDocumentSource documents,
        IRegistryStore registry, RegistryOptions options,
        AlertStore alerts, RuleCatalog rules, OpenViolations violations, IHistoryStore history, AlertTail tail,
        TimeProvider time, CancellationToken cancellation)
    {
        _ = new QueryReader(request.Query);
        var vehicle = await names.FindAsync("id", id, cancellation);
        var seen = await vehicles.FindAsync(vehicle, cancellation);
        var quality = await qualities.OfAsync(vehicle, seen?.Packed?.Quality, seen?.Packed?.LastFix, cancellation);
        var quarantine = await history.QuarantineOfAsync(vehicle, cancellation);
        if (seen is null && quarantine is null && quality.Refusals.Count == 0)
        {
            return Problems.NotFound($"No report of vehicle {vehicle} is known.");
        }

        var province = seen?.Sight.Province ?? ProvinceCode.None;
        var now = Instant.From(time.GetUtcNow());

        // Queries the store: this silo holds only the documents of the vehicles that are active here.
        var (_, own) = await registry.OfVehiclesAsync([vehicle], now - options.KeepEndedFor, cancellation);
        var filed = new VehicleDocuments(DocumentSets.From(own), documents.Shared);
        var (permits, routes) = (filed.From(DocumentKinds.Permit), filed.From(DocumentKinds.Route));
        await tail.Started.WaitAsync(s_alertsWait, cancellation);
        var open = await OpenOfAsync(vehicle, alerts, cancellation);
        var view = new VehicleView(
            vehicle.ToString(),
            vehicle.Plate,
            (int)vehicle.Colour,
            seen is { Sight: var sight } ? AlertViews.ToChinaTime(sight.Time) : null,
            seen?.Sight is { Position: { } position, Fix: { } fix } ? ToView(position, fix) : null,
            CodeOf(province),
            NameOf(map, province, request),
            seen?.ProvinceSince is { } since ? AlertViews.ToChinaTime(since) : null,
            [.. permits.OrderBy(p => p.Number, StringComparer.Ordinal).Select(p => new PermitStandingView(
                p.Number, StandingOf(p, now), [.. p.Provinces.Select(c => c.ToString())], AlertViews.ToChinaTime(p.ValidFrom),
                AlertViews.ToChinaTime(p.EndsAt)))],
            [.. routes.OrderBy(r => r.Number, StringComparer.Ordinal).Select(r => new RouteStandingView(
                r.Number, StandingOf(r, now), r.Corridor.Metres, AlertViews.ToChinaTime(r.ValidFrom), AlertViews.ToChinaTime(r.EndsAt)))],
            [.. filed.Concerning(seen?.Sight.Position, now).Select(d => new DocumentStandingView(
                d.Kind, d.Number, StandingOf(d, now), AlertViews.ToChinaTime(d.ValidFrom), AlertViews.ToChinaTime(d.EndsAt)))],
            ToView(violations.Of(vehicle)),
            [.. open.Select(alert => AlertViews.ToView(alert, rules))],
            quality,
            JudgingOf(quarantine, seen?.Packed));
        return Results.Json(view, ViewJson.Wire.VehicleView);
    }

    /// <summary>Returns violations before notices, so that the limit cuts off no violation because of notices.</summary>
    private static async Task<List<Alert>> OpenOfAsync(VehicleId vehicle, AlertStore alerts, CancellationToken cancellation)
    {
        var open = new List<Alert>();
        foreach (var severities in s_bySeverity)
        {
            if (open.Count < MostAlerts)
            {
                open.AddRange((await alerts.ListAsync(
                    new() { Vehicle = vehicle, Statuses = AlertStanding.OpenStatuses, Severities = severities, Limit = MostAlerts - open.Count },
                    cancellation)).Alerts);
            }
        }

        return open;
    }

    private static VehicleSightView ToView(LastSeen sight, GravestOpen? gravest) => new(
        sight.Vehicle.ToString(),
        sight.Vehicle.Plate,
        (int)sight.Vehicle.Colour,
        AlertViews.ToChinaTime(sight.Time),
        sight.Position is { } position ? ToView(position) : null,
        CodeOf(sight.Province),
        ToView(gravest));

    private static GravestOpenView? ToView(GravestOpen? gravest) => gravest is not { } open ? null
        : new(AlertNames.ToName(open.Violation.Severity), open.Violation.Rule, open.Violation.Id.ToString(), open.Count);

    private static FixView ToView(GeoPoint position, SeenFix fix) => new(
        AlertViews.ToChinaTime(fix.Time), ToView(position), fix.SpeedDeciKmh / 10.0, fix.HeadingDegrees, fix.AltitudeMetres, fix.MileageDeciKm / 10.0,
        fix.Alarms, AlarmNames.FromBits(fix.Alarms).ToList() is { Count: > 0 } alarms ? alarms : null);

    private static PlaceView ToView(GeoPoint point) => new(point.LatitudeE6 / 1_000_000m, point.LongitudeE6 / 1_000_000m);

    private static string? CodeOf(ProvinceCode code) => code.IsKnown ? code.ToString() : null;

    /// <summary>The Chinese name, unless the caller prefers English.</summary>
    private static string? NameOf(ProvinceMap map, ProvinceCode code, HttpRequest request) => !map.TryGetName(code, out var name) ? null
        : request.Headers.AcceptLanguage.ToString().StartsWith("en", StringComparison.OrdinalIgnoreCase) ? name.English : name.Chinese;

    private static string StandingOf(IDocument document, Instant now) =>
        document.WithdrawnAt <= now ? "withdrawn" : document.ValidTo <= now ? "expired" : document.ValidFrom > now ? "notYetValid" : "valid";
}
