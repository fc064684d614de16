using System.Security.Cryptography;
using HazmatTrack.Access.Administration;
using HazmatTrack.Access.Settings;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Subscriptions;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Http.Subscriptions;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Subscriptions.Webhooks;

namespace HazmatTrack.Subscriptions.Administration;

/// <summary>Subscriptions, which administrators register, change and test.</summary>
internal sealed class SubscriptionEndpoints(
    SubscriptionStore store, SubscriptionReader reader, AlertStore alerts, AccessDirectory operators, WebhookSecrets secrets, SubscriptionPing ping,
    AccessOptions access, TimeProvider time)
{
    private const int LargestBody = 16 * 1024;
    private const int UsualOverlapHours = 24, LongestOverlapHours = 168;

    public static void Map(RouteGroupBuilder group)
    {
        var id = SubscriptionCalls.Id;
        group.MapGet("", (HttpContext context, SubscriptionEndpoints it) => it.ListAsync(context))
            .Requires(AccessAction.ManageAccess)
            .Describe("listSubscriptions", "Whom alerts are sent to, by name", "Webhooks and mail, with how much is on its way and what was not delivered. Without their secrets.")
            .Produces<SubscriptionListView>()
            .Fails(ProblemCode.BadInput);
        group.MapPost("", (HttpContext context, SubscriptionEndpoints it) => it.CreateAsync(context))
            .Changes()
            .Describe(
                "createSubscription", "Registers a webhook or mail",
                "It is told, from the next event on, what a person of its role, operator and provinces is told by the stream of alerts. The secret of a webhook is shown this once.")
            .TakesBody<SubscriptionBody>()
            .Produces<CreatedSubscriptionView>(StatusCodes.Status201Created)
            .FailsAsBody();
        group.MapGet("/{id}", (string id, HttpContext context, SubscriptionEndpoints it) => it.GetAsync(id, context))
            .Requires(AccessAction.ManageAccess)
            .Describe("getSubscription", "One subscription", "Without its secret.")
            .Takes(id)
            .Produces<SubscriptionView>()
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound);
        group.MapPut("/{id}", (string id, HttpContext context, SubscriptionEndpoints it) => it.PutAsync(id, context))
            .Changes()
            .Describe("putSubscription", "Changes a subscription", "What is on its way is sent by the new terms. The channel stays.")
            .Takes(id)
            .TakesBody<SubscriptionBody>()
            .Produces<SubscriptionView>()
            .FailsAsBody(ProblemCode.NotFound);
        group.MapDelete("/{id}", (string id, HttpContext context, SubscriptionEndpoints it) => it.DeleteAsync(id, context))
            .Changes()
            .Describe("deleteSubscription", "Deletes a subscription", "With everything that is on its way, and all its dead letters.")
            .Takes(id)
            .Produces(StatusCodes.Status204NoContent)
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.SignInAgain, ProblemCode.CrossSite);
        group.MapPost("/{id}/disable", (string id, HttpContext context, SubscriptionEndpoints it) => it.DisableAsync(id, context))
            .Changes()
            .Describe("disableSubscription", "Disables a subscription", "Nothing more is sent within two seconds; what happens meanwhile is sent once it is enabled.")
            .Takes(id)
            .Produces<SubscriptionView>()
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.SignInAgain, ProblemCode.CrossSite);
        group.MapPost("/{id}/enable", (string id, HttpContext context, SubscriptionEndpoints it) => it.EnableAsync(id, context))
            .Changes()
            .Describe("enableSubscription", "Enables a subscription", "It goes on where it was, or, with skipMissed, with the next event; what was on its way already is sent in any case.")
            .Takes(id)
            .TakesOptionalBody<EnableBody>()
            .Produces<SubscriptionView>()
            .FailsAsBody(ProblemCode.NotFound);
        group.MapPost("/{id}/rotate", (string id, HttpContext context, SubscriptionEndpoints it) => it.RotateAsync(id, context))
            .Changes()
            .Describe(
                "rotateSecret", "Gives a webhook another secret, which is shown this once",
                "Both sign for some hours, so that the receiver may change over without a gap. With overlapHours 0 every secret before ends at once, as after a leak.")
            .Takes(id)
            .TakesOptionalBody<RotateBody>()
            .Produces<RotatedSecretView>()
            .FailsAsBody(ProblemCode.NotFound, ProblemCode.TooManyKeys);
        group.MapPost("/{id}/ping", (string id, HttpContext context, SubscriptionEndpoints it) => it.PingAsync(id, context))
            .Changes()
            .Describe("pingSubscription", "Sends a test at once", "An event of type ping, or a mail, past everything that waits. It is not repeated.")
            .Takes(id)
            .Produces<PingView>()
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.SignInAgain, ProblemCode.CrossSite);
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).ThrowIfInvalid();
        var (all, counts) = (await store.AllAsync(context.RequestAborted), await store.CountsAsync(context.RequestAborted));
        return Results.Json(new([.. all.Select(s => ViewOf(s, counts))]), SubscriptionJson.Wire.SubscriptionListView);
    }

    private async Task<IResult> GetAsync(string id, HttpContext context)
    {
        new QueryReader(context.Request.Query).ThrowIfInvalid();
        return await ShowAsync(id, await store.FindAsync(id, context.RequestAborted), context);
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        if (Administrators.Refusal(context, access, time) is { } refusal)
        {
            return refusal;
        }

        var terms = await ReadAsync(context, null);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        SubscriptionCalls.Name(context, id, terms);
        var secret = terms.Channel == SubscriptionChannel.Webhook ? secrets.Make() : default((string Text, string Stored)?);
        var (_, last) = await alerts.EventRangeAsync(context.RequestAborted);
        var created = await store.CreateAsync(id, terms, secret?.Stored, last, Administrators.NameOf(context.Caller()), context.RequestAborted);
        if (created is null)
        {
            return new ProblemResult(ProblemCode.BadInput, new(
                $"订阅最多 {Subscription.Most} 个；请先删除不用的。", $"There are {Subscription.Most} subscriptions, which is the most; delete one that is not used."));
        }

        SubscriptionCalls.Did(context, id, Deeds.Created, terms);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new(secret?.Text, ViewOf(created, SubscriptionCalls.NoCounts)), SubscriptionJson.Wire.CreatedSubscriptionView,
            statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> PutAsync(string id, HttpContext context)
    {
        if (Administrators.Refusal(context, access, time) is { } refusal)
        {
            return refusal;
        }

        SubscriptionCalls.Name(context, id);
        var known = await store.FindAsync(id, context.RequestAborted);
        var terms = await ReadAsync(context, known?.Terms.Channel);
        SubscriptionCalls.Name(context, id, terms);
        var changed = known is null ? null : await store.ChangeAsync(id, terms, Administrators.NameOf(context.Caller()), context.RequestAborted);
        if (changed is not null)
        {
            SubscriptionCalls.Did(context, id, Deeds.Changed, terms);
        }

        return await ShowAsync(id, changed, context);
    }

    private async Task<IResult> DeleteAsync(string id, HttpContext context)
    {
        new QueryReader(context.Request.Query).ThrowIfInvalid();
        if (Administrators.Refusal(context, access, time) is { } refusal)
        {
            return refusal;
        }

        SubscriptionCalls.Name(context, id);
        if (!await store.DeleteAsync(id, context.RequestAborted))
        {
            return SubscriptionCalls.Unknown(id);
        }

        SubscriptionCalls.Did(context, id, Deeds.Deleted);
        return Results.NoContent();
    }

    private async Task<IResult> DisableAsync(string id, HttpContext context)
    {
        new QueryReader(context.Request.Query).ThrowIfInvalid();
        if (Administrators.Refusal(context, access, time) is { } refusal)
        {
            return refusal;
        }

        SubscriptionCalls.Name(context, id);
        var known = await store.FindAsync(id, context.RequestAborted);
        var disabled = await store.DisableAsync(id, DisabledBy.Administrator, Administrators.NameOf(context.Caller()), context.RequestAborted);
        if (disabled is not null)
        {
            SubscriptionCalls.Did(context, id, known is { IsEnabled: false } ? Deeds.Unchanged : Deeds.Disabled);
        }

        return await ShowAsync(id, disabled, context);
    }

    private async Task<IResult> EnableAsync(string id, HttpContext context)
    {
        if (Administrators.Refusal(context, access, time) is { } refusal)
        {
            return refusal;
        }

        var faults = new QueryReader(context.Request.Query).Faults;
        using var body = await JsonBody.ReadOptionalAsync(context, LargestBody, faults, context.RequestAborted);
        var skips = body.Flag("skipMissed") ?? false;
        body.RefuseOthers();
        faults.ThrowIfAny();
        SubscriptionCalls.Name(context, id);
        long? skipTo = skips ? (await alerts.EventRangeAsync(context.RequestAborted)).Last : null;
        var known = await store.FindAsync(id, context.RequestAborted);
        var enabled = await store.EnableAsync(id, skipTo, Administrators.NameOf(context.Caller()), context.RequestAborted);
        if (enabled is not null)
        {
            var deed = known is { IsEnabled: true } ? Deeds.Unchanged : Deeds.Enabled;
            SubscriptionCalls.Did(context, id, !skips ? deed : deed == Deeds.Unchanged ? Deeds.MissedSkipped : $"{deed}, {Deeds.MissedSkipped}");
        }

        return await ShowAsync(id, enabled, context);
    }

    private async Task<IResult> RotateAsync(string id, HttpContext context)
    {
        if (Administrators.Refusal(context, access, time) is { } refusal)
        {
            return refusal;
        }

        var faults = new QueryReader(context.Request.Query).Faults;
        using var body = await JsonBody.ReadOptionalAsync(context, LargestBody, faults, context.RequestAborted);
        var hours = body.OptionalNumber("overlapHours", 0, LongestOverlapHours) ?? UsualOverlapHours;
        body.RefuseOthers();
        faults.ThrowIfAny();
        SubscriptionCalls.Name(context, id);
        if (await store.FindAsync(id, context.RequestAborted) is not { } known)
        {
            return SubscriptionCalls.Unknown(id);
        }

        if (known.Terms.Channel != SubscriptionChannel.Webhook)
        {
            faults.Add("", FaultCode.NotApplicable, new("邮件订阅没有密钥。", "A subscription by mail has no secret."));
            faults.ThrowIfAny();
        }

        var (text, stored) = secrets.Make();
        Instant? until = hours == 0 ? null : Instant.From(time.GetUtcNow()) + TimeSpan.FromHours(hours);
        if (!await store.RotateAsync(id, stored, until, Administrators.NameOf(context.Caller()), context.RequestAborted))
        {
            return new ProblemResult(ProblemCode.TooManyKeys, new(
                $"上次更换前的密钥到 {known.OldUntil} 仍有效；请等到那时，或以 overlapHours 0 立即停用全部旧密钥。",
                $"The secret before the last rotation signs until {known.OldUntil}; wait until then, or end every secret before at once by overlapHours 0."));
        }

        SubscriptionCalls.Did(context, id, Deeds.SecretRotated);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(new(text, until), SubscriptionJson.Wire.RotatedSecretView);
    }

    private async Task<IResult> PingAsync(string id, HttpContext context)
    {
        new QueryReader(context.Request.Query).ThrowIfInvalid();
        if (Administrators.Refusal(context, access, time) is { } refusal)
        {
            return refusal;
        }

        SubscriptionCalls.Name(context, id);
        if (await store.FindAsync(id, context.RequestAborted) is not { } known)
        {
            return SubscriptionCalls.Unknown(id);
        }

        var attempt = await ping.SendAsync(known);
        SubscriptionCalls.Did(context, id, Deeds.Pinged);
        return Results.Json(
            new(attempt.Result == SendResult.Delivered, attempt.Status, attempt.Error, attempt.Excerpt), SubscriptionJson.Wire.PingView);
    }

    /// <param name="channel">The channel that it must have; null where it may have any.</param>
    private async Task<Subscription> ReadAsync(HttpContext context, SubscriptionChannel? channel)
    {
        var faults = new QueryReader(context.Request.Query).Faults;
        using var body = await JsonBody.ReadAsync(context, LargestBody, faults, context.RequestAborted);
        var terms = reader.Read(body);
        if (channel is { } fixedTo && terms.Channel != fixedTo && !faults.Has("channel"))
        {
            faults.Add("channel", FaultCode.Invalid, new("订阅的方式不能更改；请另建一个。", "The channel of a subscription never changes; register another."));
        }

        if (faults.IsEmpty && terms.Operator is { } code && await operators.OperatorAsync(code, context.RequestAborted) is null)
        {
            faults.Add("operator", FaultCode.Invalid, new($"没有登记统一社会信用代码为 {code} 的企业。", $"No operator is registered with the code {code}."));
        }

        faults.ThrowIfAny();
        return terms;
    }

    private async Task<IResult> ShowAsync(string id, StoredSubscription? found, HttpContext context) => found is null
        ? SubscriptionCalls.Unknown(id)
        : Results.Json(ViewOf(found, await store.CountsAsync(context.RequestAborted)), SubscriptionJson.Wire.SubscriptionView);

    private SubscriptionView ViewOf(StoredSubscription stored, IReadOnlyDictionary<string, SubscriptionCounts> counts) =>
        SubscriptionCalls.ViewOf(stored, counts.GetValueOrDefault(stored.Id), Instant.From(time.GetUtcNow()));
}
