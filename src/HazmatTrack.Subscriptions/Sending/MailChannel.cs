using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Subscriptions;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Subscriptions.Mails;
using HazmatTrack.Subscriptions.Settings;

namespace HazmatTrack.Subscriptions.Sending;

/// <summary>
/// Sends events by mail: the first at once, and what happens until the next mail may be sent together in it. Which events a mail has is stored before it
/// is sent, so that one that is sent again after a crash is the same, with the same id.
/// </summary>
internal sealed class MailChannel(
    string holder, SubscriptionStore store, ToldEvents told, MailSender sender, RuleCatalog rules, SubscriptionOptions options, MailOptions mail,
    SubscriptionMetrics metrics, SubscriptionLog log, TimeProvider clock) : IChannel
{
    private readonly RetryPolicy _policy = options.Policy();
    private ReceiverHold _hold = new(options.Policy());
    private Instant? _mailedAt;
    private int _version;

    private Instant Now => Instant.From(clock.GetUtcNow());

    public async Task<Instant?> SendDueAsync(StoredSubscription subscription, Action ended, CancellationToken cancellation)
    {
        if (_version != subscription.Version)
        {
            (_version, _hold) = (subscription.Version, new(_policy));
        }

        var now = Now;
        _mailedAt = subscription.MailedAt is { } stored && (_mailedAt is not { } known || stored > known) ? stored : _mailedAt;
        var due = _mailedAt is { } last ? Instant.Later(last + mail.Every, _hold.Until) : _hold.Until;
        if (now < due)
        {
            return due;
        }

        var batch = await store.BatchAsync(subscription.Id, holder, Guid.NewGuid().ToString("N"), mail.MostAlerts, cancellation);
        if (batch.Count == 0)
        {
            return null;
        }

        if (batch.Max(d => d.NextAt) is var next && next > now)
        {
            return next;
        }

        // A mail that the server has is recorded, even while the program stops.
        await SendAsync(subscription, batch);
        ended();
        return null;
    }

    public Task DrainAsync() => Task.CompletedTask;

    private async Task SendAsync(StoredSubscription subscription, List<StoredDelivery> batch)
    {
        var events = new List<MailedEvent>();
        var stored = new List<Instant>();
        var sent = new List<StoredDelivery>();
        foreach (var delivery in batch)
        {
            var found = await told.FindAsync(delivery, CancellationToken.None);
            if (found is not null && await told.MayTellAsync(subscription.Terms, delivery, found, CancellationToken.None))
            {
                var (vehicle, alert) = (found.Alert.Vehicle.ToString(), found.Alert.Id.ToString());
                events.Add(new(vehicle, alert, delivery.IsGone ? null : AlertViews.ToView(found, rules)));
                stored.Add(found.At);
                sent.Add(delivery);
                continue;
            }

            if (found is null)
            {
                metrics.Lost(SubscriptionChannel.Mail);
                log.EventLost(subscription.Id, delivery.Event);
            }
            else
            {
                metrics.OutOfSight(SubscriptionChannel.Mail);
            }

            await store.RemoveAsync(subscription.Id, delivery.Sequence, CancellationToken.None);
        }

        if (sent.Count > 0)
        {
            var attempt = await sender.SendAsync(
                subscription.Terms.Targets, batch[0].Batch!, MailText.Subject(events.Count), MailText.Body(subscription.Terms.Name, events));
            await RecordAsync(subscription, sent, stored, attempt);
        }
    }

    private async Task RecordAsync(StoredSubscription subscription, List<StoredDelivery> sent, List<Instant> stored, SendAttempt attempt)
    {
        var now = Now;
        var attempts = sent.Max(d => d.Attempts) + 1;
        var pause = _hold.After(attempt, attempts, now, Random.Shared.NextDouble());
        if (attempt.Result == SendResult.Delivered)
        {
            _mailedAt = now;
            await store.MailedAsync(subscription.Id, sent[0].Batch!, now, CancellationToken.None);
            stored.ForEach(at => metrics.Delivered(SubscriptionChannel.Mail, at, now));
            if (attempt.Error is not null)
            {
                log.AddressesRefused(subscription.Id);
            }

            return;
        }

        metrics.Failed(SubscriptionChannel.Mail, sent.Count);
        var failed = sent.ConvertAll(d => new FailedDelivery(
            d.Sequence, attempts, now, _policy.NextAt(now, d.TakenAt, pause), attempt.Status, attempt.Error, null));
        await store.FailAsync(subscription.Id, holder, failed, CancellationToken.None);
        var aside = failed.Count(f => f.NextAt is null)
            + await store.SetAsideAsync(subscription.Id, holder, now - options.GiveUpAfter, now, attempt.Error ?? "", CancellationToken.None);
        if (aside > 0)
        {
            metrics.SetAside(SubscriptionChannel.Mail, aside);
            log.SetAside(subscription.Id, aside, attempt.Error ?? "");
        }
    }
}
