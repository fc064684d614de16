namespace HazmatTrack.Storage.Access.Memory;

/// <remarks>This part follows the changes of the store, and writes last uses to it.</remarks>
public sealed partial class AccessDirectory
{
    private const int ChangesAtOnce = 10_000;

    private static readonly TimeSpan s_slowest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_listenAgainAfter = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _nudged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile AccessDirectoryStatus _status = new(0, null, null);
    private long _readAt;
    private long _timeline;
    private int _failures;
    private bool _isDisbelieved;

    /// <summary>Completes once the store has answered for the first time. Nobody is let in before.</summary>
    public Task Loaded => _loaded.Task;

    public AccessDirectoryStatus Status => _status;

    /// <summary>Whether what is held is believed: the store has answered within <see cref="AccessDirectoryOptions.StaleAfter"/>.</summary>
    public bool IsBelieved => _loaded.Task.IsCompleted && _time.GetElapsedTime(Volatile.Read(ref _readAt)) <= _options.StaleAfter;

    /// <summary>Follows the store until it is cancelled. It must run once, from the start of the process.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // The SQLite driver works on the caller's thread; the start of the host must not wait for it.
        await Task.Yield();
        _store.Changed += Nudge;
        var (listening, writing) = (ListenAsync(cancellation), WriteUsesAsync(cancellation));
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                // The signal is renewed before the check: a nudge from here on causes one more check.
                _nudged = new(TaskCreationOptions.RunContinuationsAsynchronously);
                var began = (_time.GetTimestamp(), _time.GetUtcNow());
                try
                {
                    using var patience = new CancellationTokenSource(_options.StaleAfter / 2, _time);
                    using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
                    await FollowAsync(either.Token);
                    Succeeded(began);
                }
                catch (Exception e) when (!cancellation.IsCancellationRequested)
                {
                    Failed(e);
                }
                catch (OperationCanceledException)
                {
                    break;
                }

                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                await Task.WhenAny(_nudged.Task, Task.Delay(Pause(), _time, waiting.Token));
                await waiting.CancelAsync();
            }
        }
        finally
        {
            _store.Changed -= Nudge;
            await Task.WhenAll(listening, writing);
        }
    }

    /// <summary>Asks for changes now instead of with the next poll.</summary>
    private void Nudge() => _nudged.TrySetResult();

    /// <summary>Drops what has changed. After a failure half-way it begins again after the last whole page.</summary>
    private async Task FollowAsync(CancellationToken cancellation)
    {
        // The timeline is read first: where the next one begins in between, it is seen the next time.
        var timeline = await _store.TimelineAsync(cancellation);
        var newest = await _store.RevisionAsync(cancellation);
        var known = _followed.Value;
        if (!_loaded.Task.IsCompleted || timeline != _timeline || newest < known)
        {
            if (_loaded.Task.IsCompleted)
            {
                _report.WentBack(known, newest);
            }

            _timeline = timeline;
            _followed.Reach(newest);
            _keys.Clear();
            _sessions.Clear();
            _operators.Clear();
            _vehicles.Clear();
            return;
        }

        while (known < newest)
        {
            var changes = await _store.ChangesAfterAsync(known, ChangesAtOnce, cancellation);

            // Where nothing is left, the rows of the last revisions have been removed.
            known = changes.Revision > known ? changes.Revision : newest;
            _followed.Reach(known);
            Drop(_operators, changes.Operators);
            Drop(_vehicles, changes.Vehicles);
            Drop(_keys, changes.Keys);
            Drop(_sessions, changes.Sessions);
        }
    }

    private static void Drop<TKey, TValue>(HeldMemory<TKey, TValue> memory, IReadOnlyList<TKey> changed)
        where TKey : notnull
    {
        foreach (var key in changed)
        {
            memory.Drop(key);
        }
    }

    /// <param name="began">When the store was asked: what changed later may be missing.</param>
    private void Succeeded((long Timestamp, DateTimeOffset Time) began)
    {
        _status = new(_followed.Value, began.Time, null);
        if (_failures > 0)
        {
            _report.Recovered(_failures, _followed.Value);
        }

        (_failures, _isDisbelieved) = (0, false);
        Volatile.Write(ref _readAt, began.Timestamp);
        _loaded.TrySetResult();
        _report.Followed(_status, (_keys.Count, _sessions.Count, _vehicles.Count));
    }

    private void Failed(Exception e)
    {
        _status = _status with { Failure = e.Message };
        _report.Failed(e, ++_failures, _status.ReadAt);
        if (!IsBelieved && !_isDisbelieved)
        {
            _isDisbelieved = true;
            _report.Disbelieved(_status.ReadAt);
        }
    }

    private TimeSpan Pause()
    {
        var pause = _options.PollInterval * Math.Pow(2, Math.Min(_failures, 5));
        return pause < s_slowest ? pause : s_slowest;
    }

    /// <summary>Signals only reduce the delay; while they fail, the store is polled.</summary>
    private async Task ListenAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await _store.ListenAsync(Nudge, cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                _report.ListeningFailed(e);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await WaitAsync(s_listenAgainAfter, cancellation);
        }
    }

    private async Task WriteUsesAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await WaitAsync(_options.WriteUsesEvery, cancellation);

            // Also at the end of the process, for a moment.
            using var patience = new CancellationTokenSource(_options.StaleAfter / 2, _time);
            await WriteAsync(_keyUses, _store.RecordKeyUsesAsync, patience.Token);
            await WriteAsync(_sessionUses, _store.RecordSessionUsesAsync, patience.Token);
        }
    }

    private async Task WriteAsync<TKey>(
        UseLog<TKey> log, Func<IReadOnlyCollection<(TKey, Domain.Instant)>, CancellationToken, Task> write, CancellationToken cancellation)
        where TKey : notnull
    {
        var uses = log.Take();
        try
        {
            if (uses.Count > 0)
            {
                await write(uses, cancellation);
            }
        }
        catch (Exception e)
        {
            log.Return(uses);
            _report.UsesFailed(e);
        }
    }

    /// <summary>Waits, and no longer than until it is cancelled.</summary>
    private async Task WaitAsync(TimeSpan time, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(time, _time, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The caller looks at the token.
        }
    }
}
