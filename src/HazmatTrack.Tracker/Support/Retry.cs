namespace HazmatTrack.Tracker.Support;

/// <summary>
/// Calls a store until it answers, so that results are not thrown away because a database restarts. Waits longer each time, up to five seconds; logs each
/// outage once. An error that <see cref="TransientErrors"/> does not include is passed on at once: it would recur each time.
/// </summary>
internal sealed partial class Retry(TimeProvider time, TrackingHealth health, StoreErrors errors, ILogger<Retry> log)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    public async Task<T> RunAsync<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        var pause = s_first;
        for (var failures = 0; ; failures++)
        {
            try
            {
                var result = await call(cancellation);

                // Clears also what an earlier run was waiting for.
                health.Works(what);
                if (failures > 0)
                {
                    LogWorksAgain(what, failures);
                }

                return result;
            }
            catch (Exception e) when (TransientErrors.Include(e) && !cancellation.IsCancellationRequested)
            {
                health.Fails(what, e.Message);
                errors.Count(e);
                if (failures == 0)
                {
                    LogFailed(e, what);
                }
            }

            await Task.Delay(pause, time, cancellation);
            pause = pause * 2 < s_longest ? pause * 2 : s_longest;
        }
    }

    public Task RunAsync(string what, Func<CancellationToken, Task> call, CancellationToken cancellation) => RunAsync(
        what,
        async c =>
        {
            await call(c);
            return true;
        },
        cancellation);

    [LoggerMessage(LogLevel.Error, "{What} failed; no later offset is committed, and it is retried until it succeeds.")]
    private partial void LogFailed(Exception e, string what);

    [LoggerMessage(LogLevel.Information, "{What} succeeded after {Failures} failed attempts.")]
    private partial void LogWorksAgain(string what, int failures);
}
