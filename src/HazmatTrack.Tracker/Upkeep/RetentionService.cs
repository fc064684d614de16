using HazmatTrack.Domain;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Storage.History;

namespace HazmatTrack.Tracker.Upkeep;

/// <summary>
/// Once an hour creates the tables of the coming weeks and months, and removes positions, alerts and audit entries that need not be kept any longer. It does
/// no harm when several silos do so.
/// </summary>
internal sealed partial class RetentionService(
    HistoryStore history,
    HistoryOptions options,
    AlertStore alerts,
    AlertsOptions alertsOptions,
    AuditStore audit,
    AuditOptions auditOptions,
    TimeProvider time,
    ILogger<RetentionService> log) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await PrepareAsync("positions", _ => history.PrepareAsync(stoppingToken), stoppingToken);
                await PrepareAsync("alerts", now => alerts.PrepareAsync(now, stoppingToken), stoppingToken);
                await Task.Delay(s_every, time, stoppingToken);
                await DropAsync("Positions", options.Keep, before => history.DropBeforeAsync(before, stoppingToken), stoppingToken);
                await DropAsync("Alerts", alertsOptions.Keep, before => alerts.DropBeforeAsync(before, stoppingToken), stoppingToken);
                await DropAsync("Audit entries", auditOptions.Keep, before => audit.DropBeforeAsync(before, stoppingToken), stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private async Task PrepareAsync(string what, Func<Instant, Task> prepare, CancellationToken stoppingToken)
    {
        try
        {
            await prepare(Instant.From(time.GetUtcNow()));
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotPrepared(e, what, s_every);
        }
    }

    private async Task DropAsync(string what, TimeSpan keep, Func<Instant, Task<long>> drop, CancellationToken stoppingToken)
    {
        var before = Instant.From(time.GetUtcNow() - keep);
        try
        {
            if (await drop(before) is > 0 and var dropped)
            {
                LogDropped(what, before, dropped);
            }
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(e, what, before, s_every);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The tables of {What} for future periods could not be created; retried in {Pause}, or when the first row needs one.")]
    private partial void LogNotPrepared(Exception e, string what, TimeSpan pause);

    [LoggerMessage(LogLevel.Information, "{What} before {Before} were removed by retention: {Parts} tables or rows.")]
    private partial void LogDropped(string what, Instant before, long parts);

    [LoggerMessage(LogLevel.Error, "{What} before {Before} could not be removed by retention; retried in {Pause}.")]
    private partial void LogFailed(Exception e, string what, Instant before, TimeSpan pause);
}
