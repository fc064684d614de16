using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.History;

namespace HazmatTrack.Web.Quality.Days;

/// <summary>
/// The data quality of an operator by day, and by vehicle and day. An operator's people see their own; an officer the vehicles at home in the province; an
/// administrator the sums alone, which say nothing of any vehicle. Plates are in bodies, since addresses are in logs.
/// </summary>
internal sealed class QualityEndpoints(QualityDays quality, IAccessStore store, HistoryOptions history, TimeProvider time)
{
    private const string Formulae =
        "Days are at +08:00; at most 31 of them, the last seven where none are given. Figures follow from history as it is now: a late report is in its day. "
        + "docs/quality.md has the formulae. A file to take away, which format=csv is, asks for a purpose.";

    private const int LargestBody = 4000;
    private const int MostDays = 31;
    private const int MostVehicles = 200, UsualVehicles = 50;

    /// <summary>More vehicles and days than this take longer than somebody waits for a page.</summary>
    private const int MostVehicleDays = 20_000;

    public static void Map(RouteGroupBuilder routes)
    {
        var code = QueryParameter.Path("code", "The operator's unified social credit code.", "91310000DEMA00001B");
        var format = QueryParameter.OneOf("format", "json where it is not given.", QualityFormat.Names);
        var group = routes.MapGroup("/operators/{code}/quality").WithTags("Operators");
        group.MapGet("/", (string code, HttpContext context, QualityEndpoints it) => it.DaysAsync(code, context))
            .Requires(AccessAction.ReadQuality, AccessReach.ManyVehicles)
            .Describe("getOperatorQuality", "The data quality of an operator by day", Formulae)
            .Takes(
                code, QueryParameter.Text("from", "The first day.", "2026-07-01"), QueryParameter.Text("to", "The last day.", "2026-07-07"), format,
                QueryParameter.Bom)
            .Produces<QualityDayListView>()
            .StatesPurpose()
            .AnswersText("The same by RFC 4180.", ("text/csv", QualityFormat.DayHeader))
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound);
        group.MapPost("/search", (string code, HttpContext context, QualityEndpoints it) => it.VehiclesAsync(code, context))
            .Requires(AccessAction.ReadVehicleQuality, AccessReach.ManyVehicles)
            .Describe("searchVehicleQuality", "The data quality of an operator's vehicles by vehicle and day", Formulae)
            .Takes(code, format, QueryParameter.Bom)
            .TakesBody<QualitySearchBody>()
            .Produces<VehicleQualityListView>()
            .StatesPurpose()
            .AnswersText("The same by RFC 4180.", ("text/csv", QualityFormat.VehicleHeader))
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.CrossSite, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType);
    }

    private async Task<IResult> DaysAsync(string code, HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, "from", "to", "format", "bom");
        var format = query.OneOf("format", QualityFormat.Names) ?? QualityFormat.Names[0];
        var bom = query.Bom(format);
        TakePurpose(context, format);
        var (from, to) = Span(query.Day("from"), query.Day("to"), query.Faults);
        query.ThrowIfInvalid();
        var (caller, cancellation) = (context.Caller(), context.RequestAborted);
        var scope = caller.ScopeFor(AccessAction.ReadQuality);
        var seesAll = caller.Roles.Contains(Role.Administrator) || scope.Operator == code;
        if (!TransportOperator.IsCode(code))
        {
            return Unknown(code);
        }

        var fleet = await quality.FleetAsync(code, from, to, null, int.MaxValue, v => seesAll || Sees(scope, code, v), cancellation);
        if (!await IsSeenAsync(code, seesAll, fleet.Count, cancellation))
        {
            return Unknown(code);
        }

        var days = to.Number - from.Number + 1;
        if (fleet.Count * (long)days > MostVehicleDays)
        {
            query.Wrong("to", FaultCode.OutOfRange, new(
                $"该企业有 {fleet.Count} 辆车；一次最多 {MostVehicleDays} 辆日，请减少天数。",
                $"The operator has {fleet.Count} vehicles; at most {MostVehicleDays} vehicles times days are summed up at once. Ask for fewer days."));
            query.ThrowIfInvalid();
        }

        var figures = await quality.FiguresAsync(fleet, from, to, cancellation);
        var all = seesAll ? await quality.RefusedAsync(code, from, to, cancellation) : null;
        var some = seesAll ? null : await quality.RefusedAsync(code, [.. fleet.Select(f => f.Vehicle)], from, to, cancellation);
        var items = new List<QualityDayView>();
        for (var day = from; day <= to; day = day.Next)
        {
            var of = figures.Where(f => f.Of.IsOn(day)).ToList();
            items.Add(QualityFormat.View(
                day, of.Count, [.. of.Where(f => f.Days is not null).Select(f => f.Days!.GetValueOrDefault(day.Number))],
                all?[day].Sum() ?? of.Sum(f => some![(f.Of.Vehicle, day)].Sum())));
        }

        Recall(context, code, (from, to), items.Count, []);
        var list = new QualityDayListView(items);
        return format == "csv"
            ? Csv(context, QualityFormat.Csv(list, bom), (from, to))
            : Results.Json(list, QualityJson.Wire.QualityDayListView);
    }

    private async Task<IResult> VehiclesAsync(string code, HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, "format", "bom");
        var format = query.OneOf("format", QualityFormat.Names) ?? QualityFormat.Names[0];
        var bom = query.Bom(format);
        TakePurpose(context, format);
        using var body = await JsonBody.ReadAsync(context, LargestBody, query.Faults, context.RequestAborted);
        var (from, to) = Span(body.OptionalDay("from"), body.OptionalDay("to"), query.Faults);
        var (vehicle, after) = (body.OptionalVehicle("vehicle"), body.OptionalVehicle("after"));
        var limit = (int)(body.OptionalNumber("limit", 1, MostVehicles) ?? UsualVehicles);
        body.RefuseOthers();
        query.ThrowIfInvalid();
        var (scope, cancellation) = (context.Caller().ScopeFor(AccessAction.ReadVehicleQuality), context.RequestAborted);
        if (!TransportOperator.IsCode(code))
        {
            return Unknown(code);
        }

        var fleet = await quality.FleetAsync(
            code, from, to, after, limit + 1, v => Sees(scope, code, v) && (vehicle is null || v == vehicle), cancellation);
        if (!await IsSeenAsync(code, scope.Operator == code, fleet.Count, cancellation))
        {
            return Unknown(code);
        }

        IReadOnlyList<QualityDays.Fleet> page = [.. fleet.Take(limit)];
        var figures = await quality.FiguresAsync(page, from, to, cancellation);
        var refused = await quality.RefusedAsync(code, [.. page.Select(f => f.Vehicle)], from, to, cancellation);
        var items = new List<VehicleQualityView>();
        foreach (var of in figures.Where(f => f.Days is not null))
        {
            for (var day = from; day <= to; day = day.Next)
            {
                if (of.Of.IsOn(day))
                {
                    items.Add(QualityFormat.View(
                        of.Of.Vehicle, day, of.Days!.GetValueOrDefault(day.Number), refused[(of.Of.Vehicle, day)].Sum()));
                }
            }
        }

        Recall(context, code, (from, to), items.Count, [.. page.Select(f => f.Vehicle)]);
        var list = new VehicleQualityListView(
            items, fleet.Count > limit ? page[^1].Vehicle.ToString() : null,
            [.. figures.Where(f => f.Days is null).Select(f => f.Of.Vehicle.ToString())]);
        return format == "csv"
            ? Csv(context, QualityFormat.Csv(list, bom), (from, to))
            : Results.Json(list, QualityJson.Wire.VehicleQualityListView);
    }

    /// <summary>The days that are asked for.</summary>
    private (ChinaDay From, ChinaDay To) Span(ChinaDay? from, ChinaDay? to, RequestFaults faults)
    {
        var now = Instant.From(time.GetUtcNow());
        var (today, oldest) = (ChinaDay.Of(now), ChinaDay.Of(now - history.Keep).Next);
        var last = to ?? today;
        var first = from ?? new(last.Number - 6);
        if (last > today)
        {
            faults.Add("to", FaultCode.OutOfRange, new("to 不得晚于今天。", "'to' is no later than today."));
        }
        else if (last < first || last.Number - first.Number >= MostDays)
        {
            faults.Add("to", FaultCode.OutOfRange, new($"to 不得早于 from，且最多 {MostDays} 天。", $"'to' is no earlier than 'from', and {MostDays} days are asked for at most."));
        }
        else if (first < oldest)
        {
            faults.Add("from", FaultCode.OutOfRange, new($"历史从 {oldest} 起保存。", $"History is kept from {oldest} on."));
        }

        return (first, last);
    }

    /// <summary>Reads why a file is taken away.</summary>
    /// <exception cref="InvalidRequestException">The call states no purpose, or one that is none.</exception>
    private static void TakePurpose(HttpContext context, string format)
    {
        if (format != QualityFormat.Names[0])
        {
            context.TakePurpose();
        }
    }

    /// <summary>Whether the caller may know that there is such an operator.</summary>
    private async Task<bool> IsSeenAsync(string code, bool seesAll, int vehicles, CancellationToken cancellation) =>
        vehicles > 0 || (seesAll && (await store.FindOperatorAsync(code, cancellation)).Value is not null);

    private static bool Sees(AccessScope scope, string code, VehicleId vehicle) => Visibility.SeesAnywhere(
        scope, new() { Operator = code, Home = HomeProvince.FromPlate(vehicle.ToString()) });

    private static IResult Unknown(string code) => Problems.NotFound(new($"没有登记统一社会信用代码为 {code} 的企业。", $"No operator is registered with the code {code}."));

    private static void Recall(HttpContext context, string code, (ChinaDay From, ChinaDay To) span, int rows, IReadOnlyList<VehicleId> vehicles)
    {
        var look = context.Look();
        (look.Object, look.Span, look.Rows, look.Vehicles) = (("operator", code), (span.From.From, span.To.To), rows, vehicles);
    }

    private static IResult Csv(HttpContext context, byte[] text, (ChinaDay From, ChinaDay To) span)
    {
        context.Response.Headers.ContentDisposition = DownloadName.Disposition(true, "quality", span.From.From, span.To.To, "csv");
        return Results.Bytes(text, "text/csv; charset=utf-8");
    }
}
