using HazmatTrack.Storage.Quality;
using StackExchange.Redis;

namespace HazmatTrack.Tracker.Quality;

/// <summary>
/// Writes the entries of the book to hot state, about a thousand a second at most. Entries that cannot be written wait; nothing else waits for them.
/// </summary>
internal sealed partial class QualityWriter(QualityBook book, RedisQuality quality, TimeProvider time, ILogger<QualityWriter> log) : BackgroundService
{
    private const int AtATime = 2000;
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);
    private bool _fails;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(s_every, time, stoppingToken);
                await WriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends; the remaining entries are written during shutdown.
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        var entries = book.Take(AtATime);
        try
        {
            await quality.AddAsync(entries, cancellation);
            _fails = false;
        }
        catch (Exception e) when (e is RedisException or TimeoutException or OperationCanceledException)
        {
            book.PutBack(entries);
            if (e is OperationCanceledException)
            {
                return;
            }

            if (!_fails)
            {
                _fails = true;
                LogNotWritten(entries.Count, e.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The data quality of {Vehicles} vehicles was not written to hot state: {Reason}. It is retried every second.")]
    private partial void LogNotWritten(int vehicles, string reason);
}
