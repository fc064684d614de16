using HazmatTrack.Domain;
using HazmatTrack.Domain.Subscriptions;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Subscriptions.Mails;
using HazmatTrack.Subscriptions.Webhooks;

namespace HazmatTrack.Subscriptions.Administration;

/// <summary>Tests a subscription: one attempt, at once.</summary>
internal sealed class SubscriptionPing(WebhookSender webhooks, MailSender mails, TimeProvider time)
{
    public Task<SendAttempt> SendAsync(StoredSubscription subscription)
    {
        var id = $"ping-{Guid.NewGuid():N}";
        return subscription.Terms.Channel == SubscriptionChannel.Webhook
            ? webhooks.SendAsync(subscription, id, WebhookJson.Ping(subscription.Id, Instant.From(time.GetUtcNow())))
            : mails.SendAsync(subscription.Terms.Targets, id, MailText.PingSubject, MailText.PingBody(subscription.Terms.Name));
    }
}
