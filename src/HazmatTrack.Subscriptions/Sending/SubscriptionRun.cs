using HazmatTrack.Domain;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Subscriptions.Settings;

namespace HazmatTrack.Subscriptions.Sending;

/// <summary>
/// Serves one subscription while this process holds it: takes events in, and has its channel send what is due. Each has a run of its own, so that none
/// waits for another.
/// </summary>
internal sealed class SubscriptionRun : IDisposable
{
    /// <summary>After how many events that were not for it the subscription's place is stored; a restart looks at so many once more.</summary>
    private const int StoreEvery = 1000;

    /// <summary>How long nothing happens at most: another process may have replayed dead letters.</summary>
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    private readonly string _holder;
    private readonly SubscriptionStore _store;
    private readonly ToldEvents _told;
    private readonly IChannel _channel;
    private readonly SubscriptionOptions _options;
    private readonly SubscriptionLog _log;
    private readonly TimeProvider _clock;
    private readonly WakeSignal _bell = new();
    private readonly CancellationTokenSource _stop = new();
    private StoredSubscription _subscription;
    private long _read;
    private long _stored;

    /// <summary>Whether everything up to the last event that was read is taken in, so that the next one is what it waits for.</summary>
    private bool _isCurrent;

    public SubscriptionRun(
        StoredSubscription subscription, string holder, SubscriptionStore store, ToldEvents told, IChannel channel, SubscriptionOptions options,
        SubscriptionLog log, TimeProvider clock)
    {
        (_subscription, _holder, _store, _told, _channel, _options, _log, _clock) = (subscription, holder, store, told, channel, options, log, clock);
        (_read, _stored) = (subscription.TakenTo, subscription.TakenTo);
        Ended = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Completes when it has ended and nothing of it is under way.</summary>
    public Task Ended { get; }

    private Instant Now => Instant.From(_clock.GetUtcNow());

    /// <summary>Takes up the newest state of the subscription, in which this process still holds it.</summary>
    public void Update(StoredSubscription subscription, bool wake)
    {
        Volatile.Write(ref _subscription, subscription);
        if (wake)
        {
            _bell.Ring();
        }
    }

    /// <summary>Begins nothing more.</summary>
    public void Stop() => _stop.Cancel();

    public void Dispose()
    {
        _stop.Dispose();
        _bell.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var next = await StepSafelyAsync();
                var wait = next is { } at ? at - Now : s_idle;
                await WaitAsync(wait < s_idle ? wait : s_idle);
            }
        }
        catch (OperationCanceledException)
        {
            // It was stopped.
        }

        await _channel.DrainAsync();
    }

    private async Task<Instant?> StepSafelyAsync()
    {
        _isCurrent = false;
        try
        {
            return await StepAsync(Volatile.Read(ref _subscription));
        }
        catch (AccessUnavailableException)
        {
            // Who may be told is not known.
            return Now + s_retry;
        }
        catch (Exception e) when (e is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            _log.SendingFailed(e, _subscription.Id, s_retry * 5);
            return Now + (s_retry * 5);
        }
    }

    /// <summary>Returns when there is something to do again; null where something else says so.</summary>
    private async Task<Instant?> StepAsync(StoredSubscription subscription)
    {
        // What is begun ends before another process may begin.
        if (Now + _options.Timeout >= subscription.HeldUntil || !await _told.IsLetInAsync(subscription.Terms, _stop.Token))
        {
            return Now + s_retry;
        }

        _isCurrent = await TakeInAsync(subscription);
        var next = await _channel.SendDueAsync(subscription, _bell.Ring, _stop.Token);
        var soon = Now + s_retry;
        return _isCurrent || next < soon ? next : soon;
    }

    /// <summary>Takes in the events that there are; false where there is no room for more.</summary>
    private async Task<bool> TakeInAsync(StoredSubscription subscription)
    {
        while (await _told.AfterAsync(_read, _stop.Token) is { Count: > 0 } frames)
        {
            if (await _store.WaitingAsync(subscription.Id, _stop.Token) >= _options.MostWaiting)
            {
                return false;
            }

            var to = frames[^1].Sequence;
            var told = await _told.SelectAsync(subscription, frames, _stop.Token);
            if (told.Count > 0 || to - _stored >= StoreEvery)
            {
                if (!await _store.TakeInAsync(subscription.Id, _holder, _stored, to, told, Now, _stop.Token))
                {
                    // Another process holds it, or it was moved: the service finds out.
                    await _stop.CancelAsync();
                    return true;
                }

                _stored = to;
            }

            _read = to;
        }

        return true;
    }

    private async Task WaitAsync(TimeSpan atMost)
    {
        if (atMost <= TimeSpan.Zero)
        {
            return;
        }

        using var heard = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var rung = _bell.WaitAsync(atMost, heard.Token);
        await Task.WhenAny(rung, _isCurrent ? _told.NewsAfter(_read) : rung);
        await heard.CancelAsync();
        await rung.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Token.ThrowIfCancellationRequested();
    }
}
