using System.Globalization;
using HazmatTrack.Access.Administration;
using HazmatTrack.Access.Settings;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Http.Subscriptions;
using HazmatTrack.Storage.Subscriptions;

namespace HazmatTrack.Subscriptions.Administration;

/// <summary>What could not be delivered to a subscription within its time: listed, replayed, dropped.</summary>
internal sealed class DeadLetterEndpoints(SubscriptionStore store, AccessOptions access, TimeProvider time)
{
    private const int LargestBody = 64 * 1024;
    private const int Listed = 100, MostListed = 1000;

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{id}/dead-letters", (string id, HttpContext context, DeadLetterEndpoints it) => it.ListAsync(id, context))
            .Requires(AccessAction.ManageAccess)
            .WithMetadata(new RecordedAs(AuditAction.ReadAlerts))
            .Describe(
                "listSubscriptionDeadLetters", "What could not be delivered within its time, in order of the events",
                "They are kept until they are replayed or dropped, or for Subscriptions:KeepDeadLetters.")
            .Takes(SubscriptionCalls.Id, QueryParameter.Cursor, QueryParameter.Limit(MostListed, Listed))
            .Produces<SubscriptionDeadLetterListView>()
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound);
        group.MapPost("/{id}/dead-letters/replay", (string id, HttpContext context, DeadLetterEndpoints it) => it.ReplayAsync(id, context))
            .Changes()
            .Describe(
                "replaySubscriptionDeadLetters", "Puts dead letters on their way again",
                "With all their time before them, of each vehicle in order and before what waits. Later events of the vehicle may have been delivered already: the revision of the alert says which is newer.")
            .Takes(SubscriptionCalls.Id)
            .TakesBody<SubscriptionDeadLettersBody>()
            .Produces<SubscriptionDeadLetterCountView>()
            .FailsAsBody(ProblemCode.NotFound);
        group.MapPost("/{id}/dead-letters/drop", (string id, HttpContext context, DeadLetterEndpoints it) => it.DropAsync(id, context))
            .Changes()
            .Describe("dropSubscriptionDeadLetters", "Drops dead letters", "They are not sent any more; the alerts themselves stay.")
            .Takes(SubscriptionCalls.Id)
            .TakesBody<SubscriptionDeadLettersBody>()
            .Produces<SubscriptionDeadLetterCountView>()
            .FailsAsBody(ProblemCode.NotFound);
    }

    private async Task<IResult> ListAsync(string id, HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, "cursor", "limit");
        var after = 0L;
        _ = query.Cursor(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after));
        var limit = query.Number("limit", 1, MostListed) ?? Listed;
        query.ThrowIfInvalid();
        SubscriptionCalls.Name(context, id);
        if (await store.FindAsync(id, context.RequestAborted) is null)
        {
            return SubscriptionCalls.Unknown(id);
        }

        var found = await store.DeadLettersAsync(id, after, limit + 1, context.RequestAborted);
        var page = found.Take(limit).ToList();
        (context.Look().Vehicles, context.Look().Rows) = ([.. page.Select(d => d.Vehicle)], page.Count);
        return Results.Json(
            new(
                [.. page.Select(d => new SubscriptionDeadLetterView(
                    d.Event, d.Vehicle.ToString(), d.TakenAt, d.TriedAt, d.Attempts, d.Status, d.Error, d.Excerpt))],
                found.Count > limit ? page[^1].Sequence.ToString(CultureInfo.InvariantCulture) : null),
            SubscriptionJson.Wire.SubscriptionDeadLetterListView);
    }

    private Task<IResult> ReplayAsync(string id, HttpContext context) => ChangeAsync(id, context, Deeds.DeadLettersReplayed, store.ReplayAsync);

    private Task<IResult> DropAsync(string id, HttpContext context) => ChangeAsync(id, context, Deeds.DeadLettersDropped, store.DropAsync);

    private async Task<IResult> ChangeAsync(
        string id, HttpContext context, string deed, Func<string, IReadOnlyCollection<string>?, CancellationToken, Task<int>> change)
    {
        if (Administrators.Refusal(context, access, time) is { } refusal)
        {
            return refusal;
        }

        var faults = new QueryReader(context.Request.Query).Faults;
        using var body = await JsonBody.ReadAsync(context, LargestBody, faults, context.RequestAborted);
        var (events, isAll) = (body.Texts("events", MostListed), body.Flag("all") ?? false);
        body.RefuseOthers();
        if (faults.IsEmpty && isAll == (events.Count > 0))
        {
            faults.Add("events", FaultCode.Required, new("请列出事件（events），或写 all: true，二者取其一。", "Name some events, or say all: true; one of the two."));
        }

        faults.ThrowIfAny();
        SubscriptionCalls.Name(context, id);
        if (await store.FindAsync(id, context.RequestAborted) is null)
        {
            return SubscriptionCalls.Unknown(id);
        }

        var count = await change(id, isAll ? null : events, context.RequestAborted);
        SubscriptionCalls.Did(context, id, count > 0 ? deed : Deeds.Unchanged);
        context.Look().Rows = count;
        return Results.Json(new(count), SubscriptionJson.Wire.SubscriptionDeadLetterCountView);
    }
}
