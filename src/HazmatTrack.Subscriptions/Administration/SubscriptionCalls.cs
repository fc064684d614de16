using System.Collections.Frozen;
using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Subscriptions;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Subscriptions;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Subscriptions.Sending;

namespace HazmatTrack.Subscriptions.Administration;

/// <summary>What the calls about subscriptions have in common.</summary>
internal static class SubscriptionCalls
{
    private const string Kind = "subscription";

    public static readonly QueryParameter Id = QueryParameter.Path("id", "The id of the subscription.", "6f1c9a0b2d3e4f58");

    public static readonly FrozenDictionary<string, SubscriptionCounts> NoCounts = FrozenDictionary<string, SubscriptionCounts>.Empty;

    /// <summary>Says that a call changes subscriptions: it is an administrator's, and recorded.</summary>
    public static RouteHandlerBuilder Changes(this RouteHandlerBuilder call) =>
        call.Requires(AccessAction.ManageAccess).WithMetadata(new RecordedAs(AuditAction.ChangeSubscription));

    /// <summary>The errors of a change that has a body.</summary>
    public static RouteHandlerBuilder FailsAsBody(this RouteHandlerBuilder call, params ProblemCode[] more) => call.Fails(
        [ProblemCode.BadInput, ProblemCode.SignInAgain, ProblemCode.CrossSite, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType, .. more]);

    /// <summary>Names the subscription for the audit record.</summary>
    public static void Name(HttpContext context, string id) => context.Look().Object = (Kind, id);

    /// <summary>
    /// Names what a call registers or makes of the subscription: the audit record holds where alerts went, also once the subscription names another
    /// address. An address is recorded without its query, which may hold a token.
    /// </summary>
    public static void Name(HttpContext context, string id, Subscription terms) => Name(context, $"{id} {TextOf(terms)}");

    /// <summary>Says what a call did with the subscription.</summary>
    /// <param name="terms">What was registered or made of it; null where its terms stay.</param>
    public static void Did(HttpContext context, string id, string deed, Subscription? terms = null) =>
        context.Did(Kind, id, deed, terms is null ? null : TextOf(terms));

    private static string TextOf(Subscription terms)
    {
        var to = terms.Targets.Select(t => terms.Channel == SubscriptionChannel.Webhook ? new Uri(t).GetLeftPart(UriPartial.Path) : t);
        var whose = terms.Operator ?? string.Join(' ', terms.Provinces.Provinces());
        return $"{SubscriptionMetrics.NameOf(terms.Channel)} {string.Join(' ', to)} {AccessRights.NameOf(terms.Role)} {whose}";
    }

    public static IResult Unknown(string id) => Problems.NotFound(new($"没有标识为 {id} 的订阅。", $"There is no subscription with the id {id}."));

    public static SubscriptionView ViewOf(StoredSubscription stored, SubscriptionCounts counts, Instant now)
    {
        var terms = stored.Terms;
        var isWebhook = terms.Channel == SubscriptionChannel.Webhook;
        return new(
            stored.Id,
            terms.Name,
            SubscriptionMetrics.NameOf(terms.Channel),
            AccessRights.NameOf(terms.Role),
            terms.Operator,
            [.. terms.Provinces.Provinces().Select(p => p.ToString())],
            terms.Rules,
            [.. terms.Severities.Select(AlertNames.ToName)],
            isWebhook ? terms.Targets[0] : null,
            isWebhook ? [] : terms.Targets,
            stored.IsEnabled,
            stored.DisabledWhy,
            stored.DisabledAt,
            stored.OldUntil is { } until && until > now ? until : null,
            counts.Waiting,
            counts.Dead,
            counts.Error,
            stored.CreatedAt,
            stored.ChangedAt);
    }
}
