using HazmatTrack.Domain;
using HazmatTrack.Storage.History;

namespace HazmatTrack.Server.Tracking;

/// <summary>Removes positions that need not be kept any longer, once an hour. Several silos doing so do no harm.</summary>
internal sealed partial class RetentionService(HistoryStore history, HistoryOptions options, TimeProvider time, ILogger<RetentionService> log) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
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

    [LoggerMessage(LogLevel.Information, "Positions before {Before} are gone: {Parts} tables or chunks.")]
    private partial void LogDropped(Instant before, long parts);

    [LoggerMessage(LogLevel.Error, "Positions before {Before} could not be removed; tried again in {Pause}.")]
    private partial void LogFailed(Exception e, Instant before, TimeSpan pause);
}
