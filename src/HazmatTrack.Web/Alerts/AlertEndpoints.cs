using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Web.History;
using HazmatTrack.Web.Scope;
using HazmatTrack.Web.Seen;

namespace HazmatTrack.Web.Alerts;

/// <summary>Alerts over HTTP: list, detail, handling, stream.</summary>
public static class AlertEndpoints
{
    private const int MaxPage = 1000;
    private const int StandardPage = 100;
    private const string ExampleId = "3k9v0r2h7d5m1x8c4b6w";

    private static readonly QueryParameter s_severity = QueryParameter.Several("severity", AlertNames.Severities.Keys);
    private static readonly QueryParameter s_status = QueryParameter.Several("status", AlertNames.Statuses.Keys);
    private static readonly IReadOnlyDictionary<string, bool> s_orders = new Dictionary<string, bool> { ["desc"] = false, ["asc"] = true };

    private static readonly IReadOnlyDictionary<string, AlertSort> s_sorts = new Dictionary<string, AlertSort>
    {
        ["onset"] = AlertSort.Onset,
        ["detected"] = AlertSort.Detected,
        ["open"] = AlertSort.Open,
    };

    private static readonly QueryParameter s_province = QueryParameter.Province with { Description = "Left or entered: six digits, such as 310000." };

    public static IEndpointRouteBuilder MapAlerts(this IEndpointRouteBuilder routes)
    {
        var rule = QueryParameter.OneOf("rule", "The rule that found it.", routes.ServiceProvider.GetRequiredService<RuleCatalog>().Ids);
        var id = QueryParameter.Path("id", "The id of the alert.", ExampleId);
        var group = routes.MapGroup("/api/v1/alerts").WithTags("Alerts").AddEndpointFilter(ProblemFilter.InvokeAsync);
        group.MapGet("", ListAsync)
            .Requires(AccessAction.ReadAlerts, AccessReach.ManyVehicles)
            .Describe(
                "listAlerts",
                "Alerts, newest onset first or in another order",
                "sort=open puts what is neither closed nor retracted first. Pages stay complete while alerts are raised; with sort=open one that is closed between two "
                + "pages may come twice, and one that is opened again, or whose onset is amended, is sent by the stream after the first page's lastEventId.")
            .Takes(
                QueryParameter.Vehicle,
                rule,
                s_province,
                s_severity,
                s_status,
                QueryParameter.OneOf("sort", "By onset, by when it was detected, or what is open first and then by onset.", s_sorts.Keys),
                QueryParameter.OneOf("order", "Newest first (desc), or oldest first; with sort=open what is open stays first.", "desc", "asc"),
                QueryParameter.Time("from", "Onset, included."),
                QueryParameter.Time("to", "Onset, excluded.", "2026-07-02T08:00:00+08:00"),
                QueryParameter.Cursor,
                QueryParameter.Limit(MaxPage, StandardPage))
            .Produces<AlertListView>()
            .Fails(ProblemCode.BadInput, ProblemCode.StoreUnavailable);
        group.MapGet("/counts", CountAsync)
            .Requires(AccessAction.ReadAlerts, AccessReach.ManyVehicles)
            .WithMetadata(new NotRecorded())
            .Describe(
                "countOpenAlerts", "How many alerts are open, by severity", "Open is what is neither closed nor retracted; violations are all but notices.")
            .Produces<OpenCountsView>()
            .Fails(ProblemCode.BadInput, ProblemCode.StoreUnavailable);
        group.MapGet("/{id}", DetailAsync)
            .Requires(AccessAction.ReadAlerts, AccessReach.OneVehicle)
            .Describe("getAlert", "One alert with its history", "history lists every event of the alert, oldest first, with its cause.")
            .Takes(id)
            .Produces<AlertView>()
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.RecordDamaged, ProblemCode.StoreUnavailable);
        group.MapGet("/stream", StreamAsync)
            .Requires(AccessAction.ReadAlerts, AccessReach.ManyVehicles)
            .WithMetadata(new RecordedAs(AuditAction.OpenStream))
            .Describe(
                "streamAlerts",
                "Events of alerts as they happen, as server-sent events",
                "raised, amended, retracted, acknowledged, assigned, handled and closed carry the alert as it is from then on; start, gap, stale and "
                + "current report on the stream. With severity or status, an alert that leaves the filter is sent once more. Without an id to resume after, the stream begins with the next event; "
                + "with one that cannot be used too, and says so by gap with the reason unusable, unknown or expired: load the list again then.")
            .Takes(
                QueryParameter.Header("Last-Event-ID", "Resumes after this event.", "17"),
                QueryParameter.Text("lastEventId", "The same, for a client that cannot set headers; the header prevails.", "17"),
                s_province,
                rule,
                s_severity,
                s_status)
            .Produces<StreamData>(contentType: StreamSchemas.ContentType)
            .Fails(ProblemCode.BadInput, ProblemCode.StoreUnavailable);
        MapStep(group, id, HandlingAction.Acknowledge, "Acknowledge an alert", "Says that the alert was seen.");
        MapStep(group, id, HandlingAction.Assign, "Assign an alert", "Says who is to deal with the alert; assignee is required.");
        MapStep(group, id, HandlingAction.Handle, "Handle an alert", "Says that the alert was dealt with.");
        MapStep(
            group, id, HandlingAction.Close, "Close an alert", "Files the alert. A violation must have been handled; a notice may be closed as soon as it was acknowledged or assigned.");
        return routes;
    }

    private static void MapStep(RouteGroupBuilder group, QueryParameter id, HandlingAction action, string summary, string description)
    {
        var name = AlertNames.ToName(action);
        var call = group.MapPost(
                $"/{{id}}/{name}",
                (string id, HttpContext context, AlertSights sights, AlertStore store, RuleCatalog rules, TimeProvider clock,
                    CancellationToken cancellation) => HandleAsync(id, action, context, sights, store, rules, clock, cancellation));
        (action == HandlingAction.Assign ? call.TakesBody<AssignmentBody>() : call.TakesBody<HandlingBody>())
            .Requires(AccessAction.HandleAlerts, AccessReach.OneVehicle)
            .Describe($"{name}Alert", summary, description)
            .Takes(id)
            .Produces<AlertView>()
            .Fails(
                ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.AlertRetracted, ProblemCode.AlertClosed, ProblemCode.AlreadyDone,
                ProblemCode.NotSeenYet, ProblemCode.NotHandledYet, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType, ProblemCode.RecordDamaged,
                ProblemCode.StoreUnavailable);
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request, VehicleNames names, VehicleSights vehicles, AlertSights sights, AlertStore store, RuleCatalog rules,
        CancellationToken cancellation)
    {
        var reader = new QueryReader(request.Query, "vehicle", "rule", "province", "severity", "status", "from", "to", "sort", "order", "cursor", "limit");
        var (from, to) = (reader.Instant("from"), reader.Instant("to"));
        HistoryEndpoints.CheckOrder(reader, from, to);
        var sort = reader.OneOf("sort", s_sorts) ?? AlertSort.Onset;
        var ascending = reader.OneOf("order", s_orders) ?? false;
        var scope = Scope(request);
        var query = new AlertQuery
        {
            Vehicle = reader.Text("vehicle") is { } vehicle
                ? await names.FindAsync("vehicle", vehicle, v => vehicles.SeesAsync(scope, v, cancellation), reader.Faults, cancellation)
                : null,
            Scope = await sights.AlertsAsync(scope, cancellation),
            Rule = reader.Rule("rule", rules),
            Province = reader.Province("province"),
            Severities = reader.Several("severity", AlertNames.Severities),
            Statuses = reader.Several("status", AlertNames.Statuses),
            Sort = sort,
            Ascending = ascending,
            From = from,
            To = to,
            After = Cursor(reader, sort, ascending),
            Limit = reader.Number("limit", 1, MaxPage) ?? StandardPage,
        };
        reader.ThrowIfInvalid();
        var page = await store.ListAsync(query, cancellation);
        var look = request.HttpContext.Look();
        (look.Vehicles, look.Rows) = ([.. page.Alerts.Select(a => a.Vehicle)], page.Alerts.Count);
        return Results.Json(
            new([.. page.Alerts.Select(alert => AlertViews.ToView(alert, rules))], page.Next?.ToString(), AlertFrame.IdOf(page.Sequence)),
            AlertViewJson.Wire.AlertListView);
    }

    private static async Task<IResult> CountAsync(HttpRequest request, AlertSights sights, AlertStore store, CancellationToken cancellation)
    {
        new QueryReader(request.Query).ThrowIfInvalid();
        var (open, last) = await store.CountOpenAsync(await sights.AlertsAsync(Scope(request), cancellation), cancellation);
        return Results.Json(
            new(open.All, open.Violations, open.Notice, open.Yellow, open.Orange, open.Red, AlertFrame.IdOf(last)), AlertViewJson.Wire.OpenCountsView);
    }

    private static async Task<IResult> DetailAsync(
        string id, HttpRequest request, AlertSights sights, AlertStore store, RuleCatalog rules, CancellationToken cancellation)
    {
        new QueryReader(request.Query).ThrowIfInvalid();
        if (!AlertId.TryParse(id, out var parsed) || await store.FindAsync(parsed, cancellation) is not { } alert
            || !await sights.SeesAsync(Scope(request), alert, cancellation))
        {
            return Unknown(id);
        }

        request.HttpContext.Look().Vehicles = [alert.Vehicle];
        return Results.Json(AlertViews.ToView(alert, await store.EventsOfAsync(parsed, cancellation), rules), AlertViewJson.Wire.AlertView);
    }

    private static async Task<IResult> HandleAsync(
        string id, HandlingAction action, HttpContext context, AlertSights sights, AlertStore store, RuleCatalog rules, TimeProvider clock,
        CancellationToken cancellation)
    {
        var query = new QueryReader(context.Request.Query);
        var step = await HandlingBody.ReadAsync(context, action, context.Caller(), Instant.From(clock.GetUtcNow()), query.Faults, cancellation);
        query.ThrowIfInvalid();
        if (!AlertId.TryParse(id, out var parsed) || await store.FindAsync(parsed, cancellation) is not { } found
            || !await sights.SeesAsync(context.Caller().ScopeFor(AccessAction.ReadAlerts), found, cancellation))
        {
            return Unknown(id);
        }

        if (!await sights.SeesAsync(context.Caller().ScopeFor(AccessAction.HandleAlerts), found, cancellation))
        {
            return new ProblemResult(ProblemCode.NotAllowed, new(
                "该告警不涉及您作为执法人员所辖的省份，不能由您处置。", "The alert concerns none of the provinces in which you are an inspector, and is not yours to handle."));
        }

        context.Look().Vehicles = [found.Vehicle];
        var result = await store.HandleAsync(parsed, step, cancellation);
        return result.Alert is not { } alert ? Unknown(id)
            : result.Conflict is { } conflict ? new ProblemResult(ConflictText.CodeOf(conflict), ConflictText.Describe(conflict, alert, action))
            : Results.Json(AlertViews.ToView(alert, rules), AlertViewJson.Wire.AlertView);
    }

    private static async Task<IResult> StreamAsync(HttpContext context, AlertStream stream, StreamPlaces places, RuleCatalog rules)
    {
        var reader = new QueryReader(context.Request.Query, "lastEventId", "province", "rule", "severity", "status");
        var filter = new StreamFilter(
            reader.Province("province"), reader.Rule("rule", rules), reader.Several("severity", AlertNames.Severities),
            reader.Several("status", AlertNames.Statuses));

        // An id of any form is answered on the stream; only one that is given twice is a fault.
        reader.ThrowIfInvalid();

        // A browser that reconnects sends this header with its newest id, and the query string of its first request.
        var named = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header
            : context.Request.Query.TryGetValue("lastEventId", out var query) ? query.ToString()
            : null;
        using var place = places.Take(context.Caller());
        if (place is null)
        {
            return new ProblemResult(ProblemCode.TooManyRequests, new(
                "打开的告警流过多；请关闭其他页面或连接后再试（Alerts:StreamsPerCaller）。",
                "You have too many alert streams open; close other pages or connections first (Alerts:StreamsPerCaller)."));
        }

        await stream.RunAsync(context, filter, named);
        return Results.Empty;
    }

    private static AccessScope Scope(HttpRequest request) => request.HttpContext.Caller().ScopeFor(AccessAction.ReadAlerts);

    private static IResult Unknown(string id) => Problems.NotFound(new($"没有告警 {id}。", $"There is no alert '{id}'."));

    private static AlertCursor? Cursor(QueryReader reader, AlertSort sort, bool ascending)
    {
        AlertCursor found = default;
        if (reader.Cursor(text => AlertCursor.TryParse(text, out found)) is null)
        {
            return null;
        }

        if (found.Sort != sort || found.Ascending != ascending)
        {
            reader.Wrong("cursor", FaultCode.NotApplicable, new(
                "该游标属于另一种排序的列表；请使用与上一页相同的 sort 和 order。",
                "This cursor belongs to a list in another order; ask with the same 'sort' and 'order' as for the page before."));
        }

        return found;
    }
}
