using Prometheus;

namespace HazmatTrack.Access.Providers;

/// <summary>Counts sign-ins by identity providers, and logs those that fail: at most one in some seconds, since anybody can begin one that does.</summary>
internal sealed partial class SignInMetrics(IMetricFactory metrics, TimeProvider clock, ILogger<SignInMetrics> logger)
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10);

    private readonly Counter _all = metrics.CreateCounter(
        "hazmattrack_sign_ins_total",
        "Sign-ins by identity providers: of outcome signed-in, or by the reason for which nobody came in.",
        ["outcome"]);

    private readonly Lock _gate = new();
    private long? _loggedAt;

    public void SignedIn() => _all.WithLabels("signed-in").Inc();

    /// <param name="why">The name of the reason.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="failure">What is known of it.</param>
    public void TurnedAway(string why, string provider, Exception? failure)
    {
        _all.WithLabels(why).Inc();
        lock (_gate)
        {
            if (_loggedAt is { } at && clock.GetElapsedTime(at) < s_every)
            {
                return;
            }

            _loggedAt = clock.GetTimestamp();
        }

        LogTurnedAway(provider, why, failure?.InnerException?.Message ?? failure?.Message);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A sign-in by provider {Provider} did not succeed ({Why}): {Failure} The audit record has each; this line is logged once in ten seconds at most.")]
    private partial void LogTurnedAway(string provider, string why, string? failure);
}
