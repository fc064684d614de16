using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Access.Memory;

namespace HazmatTrack.Access.Directory;

/// <summary>
/// Keeps the memory of who may call in step with the store, logs where it is not, and removes sessions that have long ended. While the store does not answer,
/// nobody is let in.
/// </summary>
internal sealed partial class AccessFeed : BackgroundService, IAccessDirectoryReport
{
    /// <summary>Ended sessions are kept for this long, so that it can be found why somebody was signed out.</summary>
    private static readonly TimeSpan s_keepEnded = TimeSpan.FromDays(7);

    private static readonly TimeSpan s_removeEvery = TimeSpan.FromHours(1);

    /// <summary>Of failures that come many times a second, one in this time is logged.</summary>
    private static readonly TimeSpan s_lookupPace = TimeSpan.FromSeconds(10);

    private readonly IAccessStore _store;
    private readonly TimeProvider _time;
    private readonly AccessMetrics _metrics;
    private readonly ILogger<AccessFeed> _log;
    private long _lookupLoggedAt;

    public AccessFeed(IAccessStore store, AccessDirectoryOptions options, TimeProvider time, AccessMetrics metrics, ILogger<AccessFeed> log)
    {
        (_store, _time, _metrics, _log) = (store, time, metrics, log);
        Directory = new(store, options, time, this);
        metrics.ShowRefusals();
    }

    public AccessDirectory Directory { get; }

    void IAccessDirectoryReport.Followed(AccessDirectoryStatus status, (int Keys, int Sessions, int Vehicles) held) => _metrics.Followed(status, held);

    void IAccessDirectoryReport.Failed(Exception exception, int attempt, DateTimeOffset? lastRead)
    {
        _metrics.Failed();

        // Logs the first failure, and then one in a hundred: about three minutes apart.
        if (attempt % 100 == 1)
        {
            LogFailed(exception, attempt, lastRead);
        }
    }

    void IAccessDirectoryReport.Disbelieved(DateTimeOffset? lastRead)
    {
        _metrics.Disbelieved();
        LogDisbelieved(lastRead);
    }

    void IAccessDirectoryReport.Recovered(int attempts, long revision) => LogRecovered(attempts, revision);

    void IAccessDirectoryReport.WentBack(long known, long found) => LogWentBack(known, found);

    void IAccessDirectoryReport.LookupFailed(Exception exception)
    {
        _metrics.LookupFailed();
        var (logged, now) = (Interlocked.Read(ref _lookupLoggedAt), _time.GetTimestamp());
        if ((logged == 0 || _time.GetElapsedTime(logged, now) > s_lookupPace) && Interlocked.CompareExchange(ref _lookupLoggedAt, now, logged) == logged)
        {
            LogLookupFailed(exception);
        }
    }

    void IAccessDirectoryReport.ListeningFailed(Exception exception) => LogListeningFailed(exception);

    void IAccessDirectoryReport.UsesFailed(Exception exception) => LogUsesFailed(exception);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Directory.RunAsync(stoppingToken), RemoveAsync(stoppingToken));

    private async Task RemoveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(s_removeEvery, _time, cancellation);
            try
            {
                await _store.RemoveSessionsAsync(Domain.Instant.From(_time.GetUtcNow() - s_keepEnded), cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                LogRemoveFailed(e);
            }
        }
    }
}
