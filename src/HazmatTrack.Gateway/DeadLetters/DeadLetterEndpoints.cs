using System.Globalization;
using System.Text;
using System.Text.Unicode;
using HazmatTrack.Contracts.DeadLetters;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Contracts.Quality;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Gateway.Ingest;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.DeadLetters;
using Microsoft.AspNetCore.Mvc;

namespace HazmatTrack.Gateway.DeadLetters;

/// <summary>
/// An operator's refused reports: list, counts, one with its original, and sending it again. An administrator sees that reports were refused and why, and
/// neither the vehicles nor what was sent, which are positions.
/// </summary>
internal sealed class DeadLetterEndpoints(DeadLetterStore store, TimeProvider time)
{
    private const int LargestBody = 4000;
    private const int Listed = 100, MostListed = 1000;
    private const int MostDays = 366;

    /// <summary>What the calls need is asked for when they are called: a process that only describes them has none of that.</summary>
    public static RouteGroupBuilder Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/dead-letters").WithTags("Operators").AddEndpointFilter(ProblemFilter.InvokeAsync);
        group.MapPost("/search", (HttpContext context, [FromServices] DeadLetterEndpoints it) => it.FindAsync(context))
            .Requires(AccessAction.ReadDeadLetters, AccessReach.ManyVehicles)
            .Describe(
                "searchDeadLetters", "Reports that were refused, the latest first",
                "By HTTP or from a topic. An operator's people see the operator's own. An administrator sees those of all operators and of nobody, without vehicle and detail.")
            .TakesBody<DeadLetterSearchBody>()
            .Produces<DeadLetterListView>()
            .Fails(ProblemCode.BadInput, ProblemCode.CrossSite, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType);
        group.MapGet("/counts", (HttpContext context, [FromServices] DeadLetterEndpoints it) => it.CountsAsync(context))
            .Requires(AccessAction.ReadDeadLetters)
            .Describe(
                "countDeadLetters", "How many reports were refused, by day, operator and reason",
                "All that were refused, those too of which no more is kept than their number. At most 366 days; the last seven where none are given.")
            .Takes(
                QueryParameter.Text("from", "The first day at +08:00.", "2026-07-01"), QueryParameter.Text("to", "The last day at +08:00.", "2026-07-07"),
                QueryParameter.Text("operator", "The operator's unified social credit code, for administrators."))
            .Produces<DeadLetterCountListView>()
            .Fails(ProblemCode.BadInput);
        var id = QueryParameter.Path("id", "The number of the report.", "17");
        group.MapGet("/{id}", (string id, HttpContext context, [FromServices] DeadLetterEndpoints it) => it.GetAsync(id, context))
            .Requires(AccessAction.ReadDeadLetters, AccessReach.OneVehicle)
            .Describe("getDeadLetter", "A refused report with its original", "The original is for the operator's own people.")
            .Takes(id)
            .Produces<DeadLetterDetailView>()
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound);
        group.MapPost("/{id}/resubmit", (string id, HttpContext context, [FromServices] Resubmission it) => it.PostAsync(id, context))
            .Requires(AccessAction.SendPositions, AccessReach.OneVehicle)
            .WithMetadata(new RecordedAs(AuditAction.ResubmitReport))
            .Describe(
                "resubmitDeadLetter", "Sends a refused report again, as it was or corrected",
                "It is checked and taken as every report by HTTP, and refused with the same errors; then it can be sent again. One that was taken is not sent twice.")
            .Takes(id)
            .TakesOptionalBody<ResubmitBody>()
            .Produces<DeadLetterView>()
            .Fails(
                ProblemCode.BadInput, ProblemCode.NothingAccepted, ProblemCode.NotFound, ProblemCode.AlreadyDone, ProblemCode.CrossSite,
                ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType, ProblemCode.LogUnavailable);
        return group;
    }

    /// <summary>The answer where there is no letter, or none that the caller may see.</summary>
    public static IResult Unknown(string id) => Problems.NotFound(new($"没有编号为 {id} 的被拒上报。", $"There is no refused report with the number {id}."));

    /// <summary>The number of an address; null for none.</summary>
    public static long? Number(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A letter as its operator sees it, or without what only the operator sees.</summary>
    public static DeadLetterView ViewOf(DeadLetter letter, bool isOwn, Language language)
    {
        var about = letter.Content;
        var (chinese, english) = RefusalTexts.Describe(RejectReasons.Find(about.Reason));
        var detail = about.Detail.Chinese == "" ? about.Detail.English : about.Detail.In(language);
        return new(
            letter.Id, about.RefusedAt, about.Operator, isOwn ? about.Vehicle?.ToString() : null, about.Reason,
            new Dictionary<string, string> { ["zh-CN"] = chinese, ["en"] = english }, isOwn ? detail : null,
            about.Place is { } at ? new(at.Topic, at.Partition, at.Offset) : null, letter.ResentAt, letter.ResentBy);
    }

    private async Task<IResult> FindAsync(HttpContext context)
    {
        var faults = new QueryReader(context.Request.Query).Faults;
        using var body = await JsonBody.ReadAsync(context, LargestBody, faults, context.RequestAborted);
        var (own, isAdministrator) = Sight(context.Caller());
        var (code, reason, vehicle) = (body.OptionalText("operator"), body.OptionalText("reason"), body.OptionalVehicle("vehicle"));
        CheckOperator(code, faults);
        if (reason is not null && RejectReasons.Find(reason) == RejectReason.None)
        {
            var known = string.Join(", ", RejectReasons.All.Select(r => r.Code()));
            faults.Add("reason", FaultCode.Invalid, new($"没有该原因；可用的有 {known}。", $"There is no such reason; there are {known}."));
        }

        if (vehicle is not null && own is null)
        {
            faults.Add("vehicle", FaultCode.NotApplicable, new("系统管理员不能按车辆查找。", "An administrator does not search by vehicle."));
        }

        var query = new DeadLetterQuery
        {
            // A vehicle is looked for among the operator's own letters alone.
            Operator = !isAdministrator || vehicle is not null ? own : code,
            Reason = reason,
            Vehicle = vehicle,
            From = body.OptionalTime("from"),
            To = body.OptionalTime("to"),
            Before = body.OptionalNumber("before", 1, long.MaxValue) ?? long.MaxValue,
            Limit = (int)(body.OptionalNumber("limit", 1, MostListed) ?? Listed),
        };
        body.RefuseOthers();
        faults.ThrowIfAny();
        var found = !isAdministrator && (own is null || (code is not null && code != own)) ? []
            : await store.FindAsync(query with { Limit = query.Limit + 1 }, context.RequestAborted);
        var (items, language) = (found.Take(query.Limit).ToList(), RequestLanguage.Declare(context));
        var look = context.Look();
        look.Object = ("dead-letters", code ?? own ?? "");
        look.Rows = items.Count;
        look.Vehicles = [.. items.Where(l => IsOwn(l, own)).Select(l => l.Content.Vehicle).OfType<VehicleId>().Distinct()];
        return Results.Json(
            new([.. items.Select(l => ViewOf(l, IsOwn(l, own), language))], found.Count > query.Limit ? items[^1].Id : null),
            DeadLetterJson.Wire.DeadLetterListView);
    }

    private async Task<IResult> CountsAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, "from", "to", "operator");
        var today = ChinaDay.Of(Instant.From(time.GetUtcNow()));
        var (from, to, code) = (query.Day("from"), query.Day("to"), query.Text("operator"));
        CheckOperator(code, query.Faults);
        var last = to ?? today;
        var first = from ?? new(last.Number - 6);
        if (last < first || last.Number - first.Number >= MostDays)
        {
            query.Wrong("to", FaultCode.OutOfRange, new(
                $"to 不得早于 from，且最多 {MostDays} 天。", $"'to' is no earlier than 'from', and {MostDays} days are counted at most."));
        }

        query.ThrowIfInvalid();
        var (own, isAdministrator) = Sight(context.Caller());
        var counts = !isAdministrator && (own is null || (code is not null && code != own)) ? []
            : await store.CountsAsync(isAdministrator ? code : own, first, last, context.RequestAborted);
        context.Look().Object = ("dead-letters", code ?? own ?? "");
        return Results.Json(
            new([.. counts.Select(c => new DeadLetterCountView(c.Operator == "" ? null : c.Operator, c.Day.ToString(), c.Reason, c.Refused, c.Kept))]),
            DeadLetterJson.Wire.DeadLetterCountListView);
    }

    private async Task<IResult> GetAsync(string id, HttpContext context)
    {
        new QueryReader(context.Request.Query).ThrowIfInvalid();
        var (own, isAdministrator) = Sight(context.Caller());
        context.Look().Object = ("dead-letter", id);
        if (Number(id) is not { } number || await store.FindAsync(number, context.RequestAborted) is not { } letter || !(isAdministrator || IsOwn(letter, own)))
        {
            return Unknown(id);
        }

        var isOwn = IsOwn(letter, own);
        var (about, look) = (letter.Content, context.Look());
        (look.Rows, look.Vehicles) = (1, isOwn && about.Vehicle is { } vehicle ? [vehicle] : []);
        return Results.Json(
            new(
                ViewOf(letter, isOwn, RequestLanguage.Declare(context)),
                isOwn ? OriginalOf(about) : null,
                isOwn && about.Place is not null ? PositionBodies.Read(about.Body.Span, about.Vehicle) : null),
            DeadLetterJson.Wire.DeadLetterDetailView);
    }

    /// <summary>An operator's code, or an empty text for nobody.</summary>
    private static void CheckOperator(string? code, RequestFaults faults)
    {
        if (code is not (null or "") && !TransportOperator.IsCode(code) && !faults.Has("operator"))
        {
            faults.Add("operator", FaultCode.Invalid, SubjectKeys.Expected(DocumentBinding.Operator));
        }
    }

    private static (string? Own, bool IsAdministrator) Sight(Caller caller) =>
        (caller.ScopeFor(AccessAction.ReadDeadLetters).Operator, caller.Roles.Contains(Role.Administrator));

    private static bool IsOwn(DeadLetter letter, string? own) => own is not null && letter.Content.Operator == own;

    private static DeadLetterOriginalView OriginalOf(LetterContent letter)
    {
        var bytes = letter.Body.Span;
        var isText = Utf8.IsValid(bytes) && bytes.IndexOfAnyInRange((byte)0, (byte)8) < 0 && bytes.IndexOfAnyInRange((byte)14, (byte)31) < 0;
        return new(
            isText ? "text" : "base64", isText ? Encoding.UTF8.GetString(bytes) : Convert.ToBase64String(bytes), letter.BodyLength,
            bytes.Length == letter.BodyLength);
    }
}
