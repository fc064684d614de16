using Prometheus;

namespace HazmatTrack.Server.Watching;

/// <summary>Something that a process shows of itself, measured every ten seconds.</summary>
internal interface IWatched
{
    Task ShowAsync(CancellationToken cancellation);
}

/// <summary>Measures what nothing else measures by itself. What cannot be measured keeps its last value, and is counted.</summary>
internal sealed partial class ProcessWatch(IEnumerable<IWatched> all, IMetricFactory metrics, TimeProvider time, ILogger<ProcessWatch> log) : BackgroundService
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10);

    private readonly Counter _failures = metrics.CreateCounter(
        "hazmattrack_watch_failures_total", "Times that this process could not measure something of itself, such as its disk or the expiry of API keys.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                foreach (var watched in all)
                {
                    await ShowAsync(watched, stoppingToken);
                }

                await Task.Delay(s_every, time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private async Task ShowAsync(IWatched watched, CancellationToken cancellation)
    {
        try
        {
            await watched.ShowAsync(cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            _failures.Inc();
            LogFailed(e, watched.GetType().Name, s_every);
        }
    }

    [LoggerMessage(LogLevel.Debug, "{What} could not be measured; tried again in {Pause}.")]
    private partial void LogFailed(Exception e, string what, TimeSpan pause);
}
