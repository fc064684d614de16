using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Http;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Web.History;
using HazmatTrack.Web.Views;

namespace HazmatTrack.Web.Alerts;

/// <summary>Alerts over HTTP: list, detail, handling, stream.</summary>
public static class AlertEndpoints
{
    private const int MaxPage = 1000;
    private const int StandardPage = 100;

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
        var group = routes.MapGroup("/api/v1/alerts").WithTags("Alerts").AddEndpointFilter(Problems.Filter)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("", ListAsync)
            .WithSummary("Alerts, newest onset first or in another order")
            .WithDescription(
                "sort=open puts what is neither closed nor retracted first. Pages stay whole while alerts are raised; of sort=open one that is closed between two "
                + "pages may come twice, and one that is opened again is told by the stream after the first page's lastEventId.")
            .Takes(
                QueryParameter.Vehicle,
                rule,
                s_province,
                s_severity,
                s_status,
                QueryParameter.OneOf("sort", "By onset, by when it was detected, or what is open first and then by onset.", s_sorts.Keys),
                QueryParameter.OneOf("order", "Newest first (desc), or oldest first; of sort=open what is open stays first.", "desc", "asc"),
                QueryParameter.Time("from", "Onset, included."),
                QueryParameter.Time("to", "Onset, excluded."),
                QueryParameter.Cursor,
                QueryParameter.Limit(MaxPage, StandardPage))
            .Produces<AlertListView>();
        group.MapGet("/counts", CountAsync)
            .WithSummary("How many alerts are open, by severity")
            .Produces<OpenCountsView>();
        group.MapGet("/{id}", DetailAsync)
            .WithSummary("One alert with everything that happened to it")
            .Produces<AlertView>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/stream", StreamAsync)
            .WithSummary("Everything that happens to alerts, as server-sent events")
            .WithDescription(
                "Events raised, amended, retracted, acknowledged, assigned, handled and closed carry the alert as it was from then on; start, gap, stale and "
                + "current tell about the stream. With severity or status an alert that leaves them is told of once more. Without an id to resume after it begins with what comes next; "
                + "with one that cannot be used too, and says so by gap with the reason unusable, unknown or expired: load the list again then.")
            .Takes(
                QueryParameter.Header("Last-Event-ID", "Resumes after this event."),
                QueryParameter.Text("lastEventId", "The same, for a client that cannot set headers; the header prevails."),
                s_province,
                rule,
                s_severity,
                s_status)
            .AnswersText("id, event and data; data is one line of JSON.", "text/event-stream");
        MapStep(group, "acknowledge", HandlingAction.Acknowledge, "It was seen");
        MapStep(group, "assign", HandlingAction.Assign, "Somebody is to deal with it");
        MapStep(group, "handle", HandlingAction.Handle, "It was dealt with");
        MapStep(group, "close", HandlingAction.Close, "It is filed");
        return routes;
    }

    private static void MapStep(RouteGroupBuilder group, string path, HandlingAction action, string summary) =>
        group.MapPost($"/{{id}}/{path}",
            (string id, HttpRequest request, AlertStore store, RuleCatalog rules, TimeProvider clock, CancellationToken cancellation) =>
                HandleAsync(id, action, request, store, rules, clock, cancellation))
            .WithSummary(summary)
            // Every content type reaches the body reader, which rejects the others with an error text.
            .Accepts<HandlingBody>("application/json", "*/*")
            .Produces<AlertView>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static async Task<IResult> ListAsync(HttpRequest request, VehicleNames names, AlertStore store, RuleCatalog rules, CancellationToken cancellation)
    {
        var reader = new QueryReader(request.Query, "vehicle", "rule", "province", "severity", "status", "from", "to", "sort", "order", "cursor", "limit");
        var (from, to) = (reader.Instant("from"), reader.Instant("to"));
        if (from is { } first && to is { } end && end <= first)
        {
            throw new BadInputException("to", "'to' must be later than 'from'.");
        }

        var sort = reader.OneOf("sort", s_sorts) ?? AlertSort.Onset;
        var ascending = reader.OneOf("order", s_orders) ?? false;
        var page = await store.ListAsync(
            new()
            {
                Vehicle = reader.Text("vehicle") is { } vehicle ? await names.FindAsync("vehicle", vehicle, cancellation) : null,
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
            },
            cancellation);
        return Results.Json(
            new([.. page.Alerts.Select(alert => AlertViews.ToView(alert, rules))], page.Next?.ToString(), AlertFrame.IdOf(page.Sequence)),
            AlertViewJson.Wire.AlertListView);
    }

    private static async Task<IResult> CountAsync(HttpRequest request, AlertStore store, CancellationToken cancellation)
    {
        _ = new QueryReader(request.Query);
        var (open, last) = await store.CountOpenAsync(cancellation);
        return Results.Json(
            new(open.All, open.Violations, open.Notice, open.Yellow, open.Orange, open.Red, AlertFrame.IdOf(last)), AlertViewJson.Wire.OpenCountsView);
    }

    private static async Task<IResult> DetailAsync(string id, HttpRequest request, AlertStore store, RuleCatalog rules, CancellationToken cancellation)
    {
        _ = new QueryReader(request.Query);
        return AlertId.TryParse(id, out var parsed) && await store.FindAsync(parsed, cancellation) is { } alert
            ? Results.Json(AlertViews.ToView(alert, await store.EventsOfAsync(parsed, cancellation), rules), AlertViewJson.Wire.AlertView)
            : Unknown(id);
    }

    private static async Task<IResult> HandleAsync(
        string id, HandlingAction action, HttpRequest request, AlertStore store, RuleCatalog rules, TimeProvider clock, CancellationToken cancellation)
    {
        var step = await HandlingBody.ReadAsync(request, action, Instant.From(clock.GetUtcNow()), cancellation);
        if (!AlertId.TryParse(id, out var parsed))
        {
            return Unknown(id);
        }

        var result = await store.HandleAsync(parsed, step, cancellation);
        return result.Alert is not { } alert ? Unknown(id)
            : result.Conflict is { } conflict ? Problems.Conflict(ConflictText.CodeOf(conflict), ConflictText.Describe(conflict, alert, action))
            : Results.Json(AlertViews.ToView(alert, rules), AlertViewJson.Wire.AlertView);
    }

    private static async Task<IResult> StreamAsync(HttpContext context, AlertStream stream, RuleCatalog rules)
    {
        var reader = new QueryReader(context.Request.Query, "lastEventId", "province", "rule", "severity", "status");
        var filter = new StreamFilter(
            reader.Province("province"), reader.Rule("rule", rules), reader.Several("severity", AlertNames.Severities),
            reader.Several("status", AlertNames.Statuses));

        // A browser that reconnects sends this header with its newest id, and the query string of its first request.
        var named = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header
            : context.Request.Query.TryGetValue("lastEventId", out var query) ? query.ToString()
            : null;
        await stream.RunAsync(context, filter, named);
        return Results.Empty;
    }

    private static IResult Unknown(string id) => Problems.NotFound($"There is no alert '{id}'.");

    private static AlertCursor? Cursor(QueryReader reader, AlertSort sort, bool ascending) => reader.Text("cursor") is not { } text ? null
        : !AlertCursor.TryParse(text, out var cursor) ? throw new BadInputException("cursor", "This is no cursor; take 'nextCursor' of the page before, unchanged.")
        : cursor.Sort == sort && cursor.Ascending == ascending ? cursor
        : throw new BadInputException("cursor", "This cursor is of a list in another order; ask with the same 'sort' and 'order' as for the page before.");
}
