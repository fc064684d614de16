using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Subscriptions;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Subscriptions.Settings;
using HazmatTrack.Subscriptions.Webhooks;

namespace HazmatTrack.Subscriptions.Sending;

/// <summary>
/// Sends events by requests: of each vehicle one at a time and in order, of some vehicles at once. An event that the receiver does not take holds up its
/// vehicle; a receiver that is not reached is left alone for a while, and holds up nobody else.
/// </summary>
internal sealed class WebhookChannel(
    string holder, SubscriptionStore store, ToldEvents told, WebhookSender sender, RuleCatalog rules, SubscriptionOptions options, SubscriptionMetrics metrics,
    SubscriptionLog log, TimeProvider clock) : IChannel
{
    /// <summary>How many events are read ahead; each is the first of its vehicle.</summary>
    private const int ReadAhead = 64;

    private static readonly TimeSpan s_afterFault = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_gone = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<VehicleId, Task> _underWay = [];
    private readonly Queue<StoredDelivery> _due = [];
    private readonly RetryPolicy _policy = options.Policy();
    private ReceiverHold _hold = new(options.Policy());
    private Instant _faultUntil = new(long.MinValue);
    private int _version;

    private Instant Now => Instant.From(clock.GetUtcNow());

    public async Task<Instant?> SendDueAsync(StoredSubscription subscription, Action ended, CancellationToken cancellation)
    {
        var now = Now;
        HashSet<VehicleId> underWay;
        lock (_lock)
        {
            if (_version != subscription.Version)
            {
                // Another address or another secret is another chance.
                (_version, _hold) = (subscription.Version, new(_policy));
                _due.Clear();
            }

            if (now < _faultUntil || now < _hold.Until)
            {
                return Instant.Later(_faultUntil, _hold.Until);
            }

            if (!Start(subscription, now, ended))
            {
                return null;
            }

            underWay = [.. _underWay.Keys];
        }

        // Read only where none is left, since it looks at everything that waits. Those under way are still among them, and may be delivered meanwhile.
        var heads = await store.HeadsAsync(subscription.Id, ReadAhead + underWay.Count, cancellation);
        lock (_lock)
        {
            foreach (var head in heads.Where(h => h.NextAt <= now && !underWay.Contains(h.Vehicle)))
            {
                _due.Enqueue(head);
            }

            return Start(subscription, now, ended) ? heads.Find(h => h.NextAt > now)?.NextAt : null;
        }
    }

    /// <summary>Begins to send events that were read, as many as may be under way; whether there is room for more. To be called under the lock.</summary>
    private bool Start(StoredSubscription subscription, Instant now, Action ended)
    {
        var most = _hold.Allowed(now, options.AtOnce);
        while (_underWay.Count < most && _due.TryDequeue(out var head))
        {
            _underWay[head.Vehicle] = Task.Run(() => SendAsync(subscription, head, ended), CancellationToken.None);
        }

        return _underWay.Count < most;
    }

    public async Task DrainAsync()
    {
        Task[] all;
        lock (_lock)
        {
            all = [.. _underWay.Values];
        }

        await Task.WhenAll(all);
    }

    /// <summary>One attempt, and what follows from it. Throws nothing.</summary>
    private async Task SendAsync(StoredSubscription subscription, StoredDelivery head, Action ended)
    {
        try
        {
            await SendAsync(subscription, head);
        }
        catch (Exception e)
        {
            // A store does not answer. The event stays where it is; if it was delivered, it is sent once more.
            log.SendingFailed(e, subscription.Id, s_afterFault);
            lock (_lock)
            {
                _faultUntil = Now + s_afterFault;
            }
        }
        finally
        {
            lock (_lock)
            {
                _underWay.Remove(head.Vehicle);
            }

            ended();
        }
    }

    private async Task SendAsync(StoredSubscription subscription, StoredDelivery head)
    {
        if (await told.FindAsync(head, CancellationToken.None) is not { } found)
        {
            metrics.Lost(SubscriptionChannel.Webhook);
            log.EventLost(subscription.Id, head.Event);
            await store.RemoveAsync(subscription.Id, head.Sequence, CancellationToken.None);
            return;
        }

        if (!await told.MayTellAsync(subscription.Terms, head, found, CancellationToken.None))
        {
            metrics.OutOfSight(SubscriptionChannel.Webhook);
            await store.RemoveAsync(subscription.Id, head.Sequence, CancellationToken.None);
            return;
        }

        var (id, body) = MessageOf(head, found);
        var attempt = await sender.SendAsync(subscription, id, body);
        var (now, attempts) = (Now, head.Attempts + 1);
        TimeSpan pause;
        lock (_lock)
        {
            pause = _hold.After(attempt, attempts, now, Random.Shared.NextDouble());
            if (attempt.Result is SendResult.Gone)
            {
                // Until the service knows that it is disabled.
                _faultUntil = now + s_gone;
            }

            if (attempt.Result is not (SendResult.Delivered or SendResult.Refused))
            {
                // What was read may be set aside by the time the receiver is back.
                _due.Clear();
            }
        }

        switch (attempt.Result)
        {
            case SendResult.Delivered:
                await store.RemoveAsync(subscription.Id, head.Sequence, CancellationToken.None);
                metrics.Delivered(SubscriptionChannel.Webhook, found.At, now);
                break;
            case SendResult.Gone:
                // It is due whenever the subscription is enabled again, however late; until then this is what went wrong last.
                await store.FailAsync(
                    subscription.Id, holder, [new(head.Sequence, attempts, now, now, attempt.Status, attempt.Error, null)], CancellationToken.None);
                await DisableAsync(subscription);
                break;
            default:
                await FailAsync(subscription, head, attempt, attempts, now, pause);
                break;
        }
    }

    /// <summary>Disables a subscription whose receiver wants nothing more, unless it was changed meanwhile: then it may have another receiver.</summary>
    private async Task DisableAsync(StoredSubscription asked)
    {
        if (await store.DisableAsync(asked.Id, asked.Version, DisabledBy.Receiver, "receiver", CancellationToken.None) is { IsEnabled: false })
        {
            log.ReceiverGone(asked.Id);
            return;
        }

        lock (_lock)
        {
            _faultUntil = new(long.MinValue);
        }
    }

    /// <summary>Records an attempt that failed, without what the receiver answered: that may repeat the event, which administrators do not see.</summary>
    private async Task FailAsync(StoredSubscription subscription, StoredDelivery head, SendAttempt attempt, int attempts, Instant now, TimeSpan pause)
    {
        var next = _policy.NextAt(now, head.TakenAt, pause);
        metrics.Failed(SubscriptionChannel.Webhook);
        await store.FailAsync(
            subscription.Id, holder, [new(head.Sequence, attempts, now, next, attempt.Status, attempt.Error, null)], CancellationToken.None);
        var aside = next is null ? 1 : 0;
        if (attempt.Result is SendResult.Unreachable or SendResult.Busy)
        {
            aside += await store.SetAsideAsync(
                subscription.Id, holder, now - options.GiveUpAfter, now, attempt.Error ?? "", CancellationToken.None);
        }

        if (aside > 0)
        {
            metrics.SetAside(SubscriptionChannel.Webhook, aside);
            log.SetAside(subscription.Id, aside, attempt.Error ?? "");
        }
    }

    /// <summary>The id of the message, the same each time it is sent, and its body.</summary>
    private (string Id, byte[] Body) MessageOf(StoredDelivery head, AlertEvent found)
    {
        // Without dots, which separate id, timestamp and body where they are signed.
        var id = head.Event.Replace('.', '-');
        return head.IsGone
            ? ($"{id}-gone", WebhookJson.Gone(new(found.Alert.Vehicle.ToString(), found.Alert.Id.ToString()), found.At))
            : (id, WebhookJson.Alert(AlertViews.ToView(found, rules)));
    }
}
