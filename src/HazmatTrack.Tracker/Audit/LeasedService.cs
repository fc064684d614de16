using HazmatTrack.Domain;
using HazmatTrack.Storage.Audit;

namespace HazmatTrack.Tracker.Audit;

/// <summary>
/// Work on the audit record that one silo at a time does, once a second. A lease in the database decides which; it ends when its silo is silent, and another
/// takes over where the last progress was recorded.
/// </summary>
/// <param name="lease">The name of the lease.</param>
internal abstract partial class LeasedService(AuditStore store, string lease, TimeProvider clock, ILogger logger) : BackgroundService
{
    /// <summary>How long a silent silo keeps the lease from the others.</summary>
    protected static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(15);

    private readonly string _holder = $"{Environment.MachineName}/{Guid.NewGuid():N}";
    private long? _last;
    private long _taken;
    private bool _isSure;

    /// <summary>Whether this silo has the lease, as far as it knows.</summary>
    public bool IsHeld => _last is not null;

    protected AuditStore Store => store;

    protected TimeProvider Clock => clock;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.Zero;
        try
        {
            while (true)
            {
                try
                {
                    await TakeAsync(stoppingToken);
                    if (_last is { } last)
                    {
                        await StepAsync(last, stoppingToken);
                    }

                    if (_last is null)
                    {
                        OnNotHeld();
                    }

                    pause = TimeSpan.Zero;
                }
                catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    // Another silo may have taken over meanwhile.
                    _isSure = false;
                    pause = pause == TimeSpan.Zero ? s_every / 4 : pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
                    OnFailed(e, pause);
                }

                await Task.Delay(pause > TimeSpan.Zero ? pause : s_every, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            await LeaveAsync();
        }
    }

    /// <summary>Does what is to be done now.</summary>
    /// <param name="last">The progress so far.</param>
    protected abstract Task StepAsync(long last, CancellationToken cancellation);

    /// <summary>A step has failed; the next comes after a pause.</summary>
    protected abstract void OnFailed(Exception exception, TimeSpan pause);

    /// <summary>This silo does not have the lease, so what it knew of the work may be out of date.</summary>
    protected abstract void OnNotHeld();

    /// <summary>Records progress. Returns false when another silo has taken the lease over: then the step ends.</summary>
    protected async Task<bool> AdvanceAsync(long last, CancellationToken cancellation)
    {
        var asked = clock.GetTimestamp();
        if (!await store.AdvanceLeaseAsync(lease, _holder, last, Until(), cancellation))
        {
            _last = null;
            TakenOver(logger, lease);
            return false;
        }

        (_last, _taken, _isSure) = (last, asked, true);
        return true;
    }

    private Instant Until() => Instant.From(clock.GetUtcNow() + Length);

    /// <summary>Takes the lease, or renews it when a third of it has passed.</summary>
    private async Task TakeAsync(CancellationToken cancellation)
    {
        if (_last is null || !_isSure || clock.GetElapsedTime(_taken) > Length / 3)
        {
            var asked = clock.GetTimestamp();
            _last = await store.TakeLeaseAsync(lease, _holder, Instant.From(clock.GetUtcNow()), Until(), cancellation);
            (_taken, _isSure) = (asked, true);
        }
    }

    private async Task LeaveAsync()
    {
        using var atMost = new CancellationTokenSource(TimeSpan.FromSeconds(2), clock);
        try
        {
            await store.LeaveLeaseAsync(lease, _holder, atMost.Token);
        }
        catch (Exception e)
        {
            NotLeft(logger, e, lease, Length);
        }
    }
}
