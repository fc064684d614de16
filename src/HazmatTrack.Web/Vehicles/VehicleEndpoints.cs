using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
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
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Web.Alerts;
using HazmatTrack.Web.History;
using HazmatTrack.Web.Quality;
using HazmatTrack.Web.Scope;
using HazmatTrack.Web.Seen;
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
            .Requires(AccessAction.ReadReference)
            .WithTags("Borders")
            .Describe("locate", "The province of a point and the distance to the nearest border", "The name of the province is in the language of the request.")
            .Takes(QueryParameter.Degrees("lat", 90, 31.2304), QueryParameter.Degrees("lon", 180, 121.4737))
            .Produces<LocateView>()
            .Fails(ProblemCode.BadInput);
        group.MapGet("/vehicles", ListAsync)
            .Requires(AccessAction.ReadVehicles, AccessReach.ManyVehicles)
            .WithTags("Vehicles")
            .Describe("listVehicles", "Where vehicles were last seen", "All, those in a province, or those near a point, nearest first and in one page. A vehicle that crosses a border while the pages of all are read is on "
                + "one of them, once; those of a province are the ones that are in it when their page is read.")
            .Takes(
                QueryParameter.Province,
                QueryParameter.Text("near", "lat,lon,radius in degrees and metres, up to 200 km; goes with limit only.", "31.23,121.47,5000"),
                QueryParameter.Cursor,
                QueryParameter.Limit(MaxPage, StandardPage))
            .Produces<VehicleListView>()
            .Fails(ProblemCode.BadInput, ProblemCode.StoreUnavailable);
        group.MapGet("/vehicles/{id}", DetailAsync)
            .Requires(AccessAction.ReadVehicles, AccessReach.OneVehicle)
            .WithTags("Vehicles")
            .Describe("getVehicle", "One vehicle: last fix, province, documents, open alerts, data quality", "Its position is as current as in the list.")
            .Takes(VehicleNames.Parameter)
            .Produces<VehicleView>()
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.HistoryDamaged, ProblemCode.StoreUnavailable);
        group.MapPost("/vehicles/{id}/judge-again", JudgeAgainAsync)
            .Requires(AccessAction.ChangeOperation)
            .WithTags("Vehicles")
            .Describe(
                "judgeVehicleAgain",
                "Evaluate a vehicle again that is quarantined, or has a rule that failed",
                "From its newest checkpoint, or from before the rule failed. Repair first what the log and 'judging' name: the vehicle is quarantined again "
                + "otherwise. With acceptLoss=true what cannot be read of its history is given up: its bytes are kept, and the vehicle is evaluated without it.")
            .Takes(VehicleNames.Parameter, QueryParameter.OneOf("acceptLoss", "Give up what cannot be read of its history.", "true", "false"))
            .Produces<JudgeAgainView>(StatusCodes.Status202Accepted)
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.StoreUnavailable);
    }

    private static async Task<IResult> JudgeAgainAsync(
        string id, HttpRequest request, VehicleNames names, VehicleDirectory hot, ITrackHistory history, IHistoryStore store, Recovery recovery,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request.Query, "acceptLoss");
        var acceptsLoss = query.OneOf("acceptLoss", "true", "false") == "true";

        // Who may have vehicles evaluated again has to do with all of them.
        var vehicle = await names.FindAsync("id", id, _ => Task.FromResult(true), query.Faults, cancellation);
        query.ThrowIfInvalid();
        request.HttpContext.Look().Vehicles = [vehicle];

        // History has a vehicle before hot state has it, and answers also while hot state is being built.
        if (!await history.KnowsAsync(vehicle, cancellation) && await store.QuarantineOfAsync(vehicle, cancellation) is null)
        {
            return VehicleNames.Unknown(vehicle);
        }

        var faults = (await hot.PackedAsync(vehicle, cancellation))?.Faults.Select(f => (Instant?)f.At).ToList() ?? [];
        return await recovery.JudgeAgainAsync(vehicle, faults.Min(), acceptsLoss, cancellation)
            ? Results.Json(new(vehicle.ToString(), acceptsLoss), ViewJson.Wire.JudgeAgainView, statusCode: StatusCodes.Status202Accepted)
            : throw new TrackHistoryException($"The partition of vehicle {vehicle} is moving to another silo: try again in some seconds.");
    }

    /// <param name="quarantine">The vehicle's quarantine; null where it has none.</param>
    /// <param name="packed">Its packed state, which names the rules that failed; null where it was not read.</param>
    /// <param name="isFaulted">Whether some rules are not evaluated for it, which may be newer than the packed state.</param>
    private static JudgingView JudgingOf(Quarantine? quarantine, VehicleTracker? packed, bool isFaulted)
    {
        var faults = packed?.Faults.Select(f => new RuleFaultView(f.Rule, f.Version, f.At, f.Reason)).ToList() is { Count: > 0 } some ? some : null;
        return quarantine is not null ? new("quarantined", quarantine.Since, quarantine.Reason, faults)
            : new(faults is null && !isFaulted ? "judged" : "faulted", FaultedRules: faults);
    }

    private static IResult Locate(HttpRequest request, ProvinceMap map)
    {
        var query = new QueryReader(request.Query, "lat", "lon");
        var point = query.Point("lat", "lon") ?? default;
        query.ThrowIfInvalid();
        var code = map.Locate(point);
        var border = map.NearestBorder(point);
        var name = NameOf(map, code, RequestLanguage.Declare(request.HttpContext));
        return Results.Json(
            new(CodeOf(code), name, Math.Round(border.Distance.Metres, 1), CodeOf(border.Neighbour)), ViewJson.Wire.LocateView);
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request, ScopedVehicles vehicles, VehicleSights whose, OpenViolations open, QuarantineList quarantined, AlertTail tail,
        CancellationToken cancellation)
    {
        var scope = request.HttpContext.Caller().ScopeFor(AccessAction.ReadVehicles);
        var reader = new QueryReader(request.Query, "province", "near", "cursor", "limit");
        var limit = reader.Number("limit", 1, MaxPage) ?? StandardPage;
        var (province, near) = (reader.Province("province"), reader.Circle("near"));
        var cursor = VehicleCursor.Read(reader, province);
        if (near is not null && (province is not null || cursor is not null))
        {
            reader.Wrong("near", FaultCode.NotApplicable, new(
                "near 只能与 limit 同用：返回最近的车辆，只有一页。", "'near' goes with 'limit' only: its answer is the nearest vehicles, in one page."));
        }

        reader.ThrowIfInvalid();

        await tail.Started.WaitAsync(s_alertsWait, cancellation);
        var unjudged = await quarantined.ReadAsync(cancellation);
        var (sights, next) = near is { } circle
            ? (await vehicles.NearAsync(scope, circle.Centre, circle.Radius, limit, cancellation), (VehicleCursor?)null)
            : await vehicles.ListAsync(scope, province, cursor, limit, cancellation);
        var look = request.HttpContext.Look();
        (look.Vehicles, look.Rows) = ([.. sights.Select(s => s.Vehicle)], sights.Count);
        var facts = await whose.WhoseAsync(scope, look.Vehicles, cancellation);
        var views = sights.Select(s => ToView(s, open.Of(s.Vehicle, scope, facts[s.Vehicle]), unjudged.GetValueOrDefault(s.Vehicle)));
        return Results.Json(new([.. views], next?.ToString(), tail.StaleSince), ViewJson.Wire.VehicleListView);
    }

    private static async Task<IResult> DetailAsync(
        string id, HttpRequest request, VehicleNames names, VehicleSights sights, AlertSights alertSights, VehicleNow vehicles,
        QualityReading qualities, ProvinceMap map, IDocumentSource documents, IRegistryStore registry, RegistryOptions options, AlertStore alerts,
        RuleCatalog rules, OpenViolations violations, IHistoryStore history, AlertTail tail, TimeProvider time, CancellationToken cancellation)
    {
        var query = new QueryReader(request.Query);
        var scope = request.HttpContext.Caller().ScopeFor(AccessAction.ReadVehicles);
        var vehicle = await names.FindAsync("id", id, v => sights.SeesAsync(scope, v, cancellation), query.Faults, cancellation);
        query.ThrowIfInvalid();
        if (await sights.FindAsync(scope, vehicle, cancellation) is not { } facts)
        {
            return VehicleNames.Unknown(vehicle);
        }

        request.HttpContext.Look().Vehicles = [vehicle];
        var seen = await vehicles.FindAsync(vehicle, cancellation) is { } last && Visibility.CanSee(scope, facts, last.Sight.Time) ? last : null;
        var quality = await qualities.OfAsync(vehicle, seen?.Packed?.Quality, seen?.Packed?.LastFix, cancellation);
        var quarantine = await history.QuarantineOfAsync(vehicle, cancellation);
        if (seen is null && quarantine is null && quality.Refusals.Count == 0)
        {
            return VehicleNames.Unknown(vehicle);
        }

        var province = seen?.Sight.Province ?? ProvinceCode.None;
        var now = Instant.From(time.GetUtcNow());

        // Queries the store: this silo holds only the documents of the vehicles that are active here.
        var (_, own) = await registry.OfVehiclesAsync([vehicle], now - options.KeepEndedFor, cancellation);
        var filed = new VehicleDocuments(DocumentSets.From(own), documents.Shared);
        var (permits, routes) = (filed.From(DocumentKinds.Permit), filed.From(DocumentKinds.Route));
        await tail.Started.WaitAsync(s_alertsWait, cancellation);
        var within = Visibility.SeesWhole(scope, facts, default) ? null : await alertSights.AlertsAsync(scope, cancellation);
        var open = await OpenOfAsync(vehicle, within, alerts, cancellation);
        var view = new VehicleView(
            vehicle.ToString(),
            vehicle.Plate,
            (int)vehicle.Colour,
            seen is { Sight: var sight } ? sight.Time : null,
            seen?.Sight is { Position: { } position, Fix: { } fix } ? ToView(position, fix) : null,
            CodeOf(province),
            NameOf(map, province, RequestLanguage.Declare(request.HttpContext)),
            seen?.ProvinceSince is { } since ? since : null,
            [.. permits.OrderBy(p => p.Number, StringComparer.Ordinal).Select(p => new PermitStatusView(
                p.Number, StatusOf(p, now), [.. p.Provinces.Select(c => c.ToString())], p.ValidFrom, p.EndsAt))],
            [.. routes.OrderBy(r => r.Number, StringComparer.Ordinal).Select(r => new RouteStatusView(
                r.Number, StatusOf(r, now), r.Corridor.Metres, r.ValidFrom, r.EndsAt))],
            [.. filed.Concerning(seen?.Sight.Position, now).Select(d => new DocumentStatusView(
                d.Kind, d.Number, StatusOf(d, now), d.ValidFrom, d.EndsAt))],
            ToView(violations.Of(vehicle, scope, facts)),
            [.. open.Select(alert => AlertViews.ToView(alert, rules))],
            quality,
            JudgingOf(quarantine, seen?.Packed, seen?.Sight.IsFaulted == true));
        return Results.Json(view, ViewJson.Wire.VehicleView);
    }

    /// <summary>Returns violations before notices, so that the limit cuts off no violation because of notices.</summary>
    private static async Task<List<Alert>> OpenOfAsync(VehicleId vehicle, AlertScope? scope, AlertStore alerts, CancellationToken cancellation)
    {
        var open = new List<Alert>();
        foreach (var severities in s_bySeverity)
        {
            if (open.Count < MostAlerts)
            {
                var limit = MostAlerts - open.Count;
                var query = new AlertQuery { Vehicle = vehicle, Scope = scope, Statuses = AlertState.OpenStatuses, Severities = severities, Limit = limit };
                open.AddRange((await alerts.ListAsync(query, cancellation)).Alerts);
            }
        }

        return open;
    }

    private static VehicleSightView ToView(LastSeen sight, GravestOpen? gravest, Quarantine? quarantine) => new(
        sight.Vehicle.ToString(),
        sight.Vehicle.Plate,
        (int)sight.Vehicle.Colour,
        sight.Time,
        sight.Position is { } position ? ToView(position) : null,
        CodeOf(sight.Province),
        ToView(gravest),
        quarantine is null && !sight.IsFaulted ? null : JudgingOf(quarantine, null, sight.IsFaulted));

    private static GravestOpenView? ToView(GravestOpen? gravest) => gravest is not { } open ? null
        : new(AlertNames.ToName(open.Violation.Severity), open.Violation.Rule, open.Violation.Id.ToString(), open.Count);

    private static FixView ToView(GeoPoint position, SeenFix fix) => new(
        fix.Time, ToView(position), fix.SpeedDeciKmh / 10.0, fix.HeadingDegrees, fix.AltitudeMetres, fix.MileageDeciKm / 10.0,
        fix.Alarms, AlarmNames.FromBits(fix.Alarms).ToList() is { Count: > 0 } alarms ? alarms : null);

    private static PlaceView ToView(GeoPoint point) => new(point.LatitudeE6 / 1_000_000m, point.LongitudeE6 / 1_000_000m);

    private static string? CodeOf(ProvinceCode code) => code.IsKnown ? code.ToString() : null;

    private static string? NameOf(ProvinceMap map, ProvinceCode code, Language language) =>
        map.TryGetName(code, out var name) ? new LocalText(name.Chinese, name.English).In(language) : null;

    private static string StatusOf(IDocument document, Instant now) =>
        document.WithdrawnAt <= now ? "withdrawn" : document.ValidTo <= now ? "expired" : document.ValidFrom > now ? "notYetValid" : "valid";
}
