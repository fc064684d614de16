using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Subscriptions;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Subscriptions.Mails;
using HazmatTrack.Subscriptions.Settings;
using HazmatTrack.Subscriptions.Webhooks;

namespace HazmatTrack.Subscriptions.Sending;

/// <summary>
/// Holds subscriptions for this process, each by a lease in the store, and has a run serve each of them. A lease rather than a group of consumers: events have
/// one order in the store already, what is on its way is stored there as well, and both engines can hold a lease.
/// </summary>
internal sealed class SubscriptionService(
    SubscriptionStore store, ToldEvents told, WebhookSender webhooks, MailSender mails, RuleCatalog rules, SubscriptionOptions options, MailOptions mail,
    SubscriptionMetrics metrics, SubscriptionLog log, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_countEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_cleanEvery = TimeSpan.FromHours(1);

    private readonly string _holder = $"{Environment.MachineName}/{Guid.NewGuid():N}";
    private readonly Dictionary<string, SubscriptionRun> _runs = [];
    private readonly WakeSignal _bell = new();
    private Instant _renewedAt;
    private Instant _countedAt;
    private Instant _cleanedAt;
    private volatile bool _isChanged;

    private Instant Now => Instant.From(clock.GetUtcNow());

    public override void Dispose()
    {
        base.Dispose();
        _bell.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Changed()
        {
            _isChanged = true;
            _bell.Ring();
        }

        store.Changed += Changed;
        try
        {
            while (true)
            {
                try
                {
                    await RoundAsync(stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    log.ReadingFailed(e, s_round);
                }

                await _bell.WaitAsync(s_round, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            await LeaveAsync();
        }
        finally
        {
            store.Changed -= Changed;
        }
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        var isChanged = _isChanged;
        _isChanged = false;
        if (_runs.Count > 0 && Now - _renewedAt > options.Lease / 3)
        {
            var renewedAt = Now;
            await store.RenewAsync(_holder, renewedAt + options.Lease, cancellation);
            _renewedAt = renewedAt;
        }

        var all = await store.AllAsync(cancellation);
        foreach (var (id, run) in _runs.ToList())
        {
            if (run.Ended.IsCompleted)
            {
                run.Dispose();
                _runs.Remove(id);
                await store.ReleaseAsync(id, _holder, cancellation);
            }
            else if (all.Find(s => s.Id == id) is { IsEnabled: true } current && current.Holder == _holder)
            {
                run.Update(current, isChanged);
            }
            else
            {
                run.Stop();
            }
        }

        foreach (var free in all.Where(s => s.IsEnabled && !_runs.ContainsKey(s.Id) && (s.Holder is null || s.Holder == _holder || s.HeldUntil <= Now)))
        {
            if (await store.TakeAsync(free.Id, _holder, Now, Now + options.Lease, cancellation) && await store.FindAsync(free.Id, cancellation) is { } taken)
            {
                _runs[taken.Id] = new(taken, _holder, store, told, ChannelOf(taken), options, log, clock);
            }
        }

        await WatchAsync(all, cancellation);
    }

    private IChannel ChannelOf(StoredSubscription subscription) => subscription.Terms.Channel == SubscriptionChannel.Webhook
        ? new WebhookChannel(_holder, store, told, webhooks, rules, options, metrics, log, clock)
        : new MailChannel(_holder, store, told, mails, rules, options, mail, metrics, log, clock);

    /// <summary>Counts what waits, disables what has too many dead letters, and drops old ones.</summary>
    private async Task WatchAsync(IReadOnlyList<StoredSubscription> all, CancellationToken cancellation)
    {
        if (Now - _countedAt >= s_countEvery)
        {
            _countedAt = Now;
            var counts = await store.CountsAsync(cancellation);
            metrics.Show(all, counts);
            foreach (var full in all.Where(s => s.IsEnabled && _runs.ContainsKey(s.Id) && counts.GetValueOrDefault(s.Id).Dead >= options.MostDeadLetters))
            {
                await store.DisableAsync(full.Id, DisabledBy.DeadLetters, "program", cancellation);
                log.TooManyDeadLetters(full.Id, counts[full.Id].Dead);
            }
        }

        if (Now - _cleanedAt >= s_cleanEvery)
        {
            _cleanedAt = Now;
            if (await store.DropBeforeAsync(Now - options.KeepDeadLetters, cancellation) is > 0 and var dropped)
            {
                log.Dropped(dropped, options.KeepDeadLetters);
            }
        }
    }

    /// <summary>What is under way ends, and other processes need not wait for the leases.</summary>
    private async Task LeaveAsync()
    {
        foreach (var run in _runs.Values)
        {
            run.Stop();
        }

        await Task.WhenAll(_runs.Values.Select(r => r.Ended));
        using var atMost = new CancellationTokenSource(TimeSpan.FromSeconds(5), clock);
        foreach (var (id, run) in _runs)
        {
            run.Dispose();
            try
            {
                await store.ReleaseAsync(id, _holder, atMost.Token);
            }
            catch (Exception e)
            {
                log.NotReleased(e, id, options.Lease);
            }
        }
    }
}
