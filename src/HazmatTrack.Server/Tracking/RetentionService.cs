using HazmatTrack.Domain;
using HazmatTrack.Storage.History;

namespace HazmatTrack.Server.Tracking;

/// <summary>
/// Once an hour makes the tables of the weeks to come, and removes positions that need not be kept any longer. Several silos doing so do no harm.
/// </summary>
internal sealed partial class RetentionService(HistoryStore history, HistoryOptions options, TimeProvider time, ILogger<RetentionService> log) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await PrepareAsync(stoppingToken);
                await Task.Delay(s_every, time, stoppingToken);
                var before = Instant.From(time.GetUtcNow() - options.Keep);
                try
                {
                    if (await history.DropBeforeAsync(before, stoppingToken) is > 0 and var dropped)
                    {
                        LogDropped(before, dropped);
                    }
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(e, before, s_every);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private async Task PrepareAsync(CancellationToken stoppingToken)
    {
        try
        {
            await history.PrepareAsync(stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotPrepared(e, s_every);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The tables of positions of the weeks to come could not be made; tried again in {Pause}, or when the first position needs one.")]
    private partial void LogNotPrepared(Exception e, TimeSpan pause);

    [LoggerMessage(LogLevel.Information, "Positions before {Before} are gone: {Parts} tables or chunks.")]
    private partial void LogDropped(Instant before, long parts);

    [LoggerMessage(LogLevel.Error, "Positions before {Before} could not be removed; tried again in {Pause}.")]
    private partial void LogFailed(Exception e, Instant before, TimeSpan pause);
}
