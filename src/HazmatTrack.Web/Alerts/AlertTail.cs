using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Crossings;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Web.Scope;

namespace HazmatTrack.Web.Alerts;

/// <summary>
/// Reads events from the store once for all clients of this process and caches the newest of them. A commit of this process wakes it
/// immediately, a commit of another process through PostgreSQL notifications, and it polls every second.
/// </summary>
internal sealed partial class AlertTail(
    AlertStore store, OpenViolations open, RecentProvinces recent, RuleCatalog rules, AlertsOptions options, AlertStreamOptions stream,
    AlertStreamMetrics metrics, TimeProvider clock, ILogger<AlertTail> logger)
        : BackgroundService
{
    private const int PageLength = 500;

    private readonly Lock _lock = new();
    private readonly Queue<AlertFrame> _newest = [];
    private readonly WakeSignal _bell = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasBegun;
    private long _last;
    private long _askedAt = clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Completes once the store has been read for the first time.</summary>
    public Task Started => _started.Task;

    /// <summary>The last event read.</summary>
    public long Last
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    /// <summary>When the store last answered a poll: the data shown is correct as of then.</summary>
    public Instant AskedAt => new(Volatile.Read(ref _askedAt));

    /// <summary>The instant as of which the data shown is correct, where the store has not answered for longer than allowed; null while it answers.</summary>
    public Instant? StaleSince => Instant.From(clock.GetUtcNow()) - AskedAt > stream.Heartbeat + (options.Poll * 2) ? AskedAt : null;

    /// <summary>The cached events after a number, and a task that completes when there are more; null where they must be read from the store.</summary>
    public (IReadOnlyList<AlertFrame>? Frames, Task News) After(long sequence)
    {
        lock (_lock)
        {
            if (sequence >= _last)
            {
                return ([], _news.Task);
            }

            if (!_newest.TryPeek(out var first) || first.Sequence > sequence + 1)
            {
                return (null, _news.Task);
            }

            // Numbers have a gap where the store was restored, and where an administrator has deleted old events between two reads.
            var isWhole = _last - first.Sequence == _newest.Count - 1;
            return (
                isWhole ? [.. _newest.Skip((int)(sequence + 1 - first.Sequence))] : [.. _newest.SkipWhile(f => f.Sequence <= sequence)],
                _news.Task);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _bell.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Committed(CommittedAlerts committed)
        {
            if (committed.Events.Count > 0)
            {
                _bell.Ring();
            }
        }

        store.Committed += Committed;
        var listening = ListenAsync(stoppingToken);
        try
        {
            var failed = false;
            while (true)
            {
                try
                {
                    await ReadAsync(stoppingToken);
                    if (failed)
                    {
                        TailRecovered(logger);
                    }

                    failed = false;
                }
                catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    metrics.Failures.Inc();
                    if (!failed)
                    {
                        TailFailed(logger, e);
                    }

                    failed = true;
                }

                await _bell.WaitAsync(options.Poll, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host is stopping.
        }
        finally
        {
            store.Committed -= Committed;
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        // Load once, though a later read may fail: events taken since must not be taken again.
        if (!_hasBegun)
        {
            var (first, last) = await store.EventRangeAsync(cancellation);
            lock (_lock)
            {
                _last = Math.Max(first - 1, last - stream.StreamBuffer);
            }

            open.Load(await store.OpenViolationsAsync(cancellation));
            await LoadRecentAsync(cancellation);
            open.SetLoaded();
            _hasBegun = true;
        }

        var asked = clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (var full = true; full;)
        {
            var events = await store.EventsAfterAsync(_last, PageLength, cancellation);
            full = events.Count == PageLength;
            if (events is [var next, ..] && next.Sequence - _last > AlertStore.NumbersLeftOut / 2)
            {
                await ReloadAsync(cancellation);
            }

            open.Take(events);
            recent.Take(events.Select(e => e.Alert));
            Publish([.. events.Select(e => AlertFrame.FromEvent(e, rules))]);
        }

        Volatile.Write(ref _askedAt, asked);
        _started.TrySetResult();
    }

    /// <summary>
    /// Forgets what the store may no longer have: numbers were left out, as after a replica has taken over that lacks the newest events. What they told is
    /// found again from the reports, under other numbers.
    /// </summary>
    private async Task ReloadAsync(CancellationToken cancellation)
    {
        open.Load(await store.OpenViolationsAsync(cancellation));
        lock (_lock)
        {
            _newest.Clear();
        }
    }

    /// <summary>Crossings of the last day: what is older is nobody's recent province.</summary>
    private async Task LoadRecentAsync(CancellationToken cancellation)
    {
        var query = new AlertQuery { Rule = CrossingRule.RuleId, From = Instant.From(clock.GetUtcNow()) - Visibility.JustLeft, Limit = 1000 };
        do
        {
            var page = await store.ListAsync(query, cancellation);
            recent.Take(page.Alerts);
            query = query with { After = page.Next };
        }
        while (query.After is not null);
    }

    private void Publish(IReadOnlyList<AlertFrame> frames)
    {
        if (frames.Count == 0)
        {
            return;
        }

        TaskCompletionSource news;
        lock (_lock)
        {
            foreach (var frame in frames)
            {
                _newest.Enqueue(frame);
                if (_newest.Count > stream.StreamBuffer)
                {
                    _newest.Dequeue();
                }
            }

            _last = frames[^1].Sequence;
            news = _news;
            _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        news.SetResult();
    }

    /// <summary>Notifications only reduce the delay; while they fail, the tail polls.</summary>
    private async Task ListenAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await store.ListenAsync(_bell.Ring, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                ListeningFailed(logger, e);
            }

            await Task.Delay(TimeSpan.FromSeconds(5), clock, cancellation);
        }
    }
}
