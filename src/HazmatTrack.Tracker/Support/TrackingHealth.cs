using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HazmatTrack.Tracker.Support;

/// <summary>
/// Readiness <c>tracking</c>: unhealthy before this silo has joined the consumer group of <c>positions</c> and while it restarts after a fault; degraded
/// while a store does not answer, since reports then wait in the log, and for an hour after records were lost.
/// </summary>
internal sealed class TrackingHealth(TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan s_lostFor = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, string> _failing = [];
    private readonly ConcurrentDictionary<int, (long At, long From, long To)> _lost = [];
    private volatile string? _notReading = "Reading of positions has not started yet: this silo joins the consumer group.";

    public void Reads() => _notReading = null;

    public void DoesNotRead(string why) => _notReading = why;

    public void Fails(string what, string why) => _failing[what] = why;

    public void Works(string what) => _failing.TryRemove(what, out _);

    /// <summary>Records that records were removed from the topic before they were read.</summary>
    public void Lost(int partition, long from, long to) => _lost[partition] = (time.GetTimestamp(), from, to);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        _notReading is { } why ? HealthCheckResult.Unhealthy(why)
        : Troubles() is { Count: > 0 } troubles ? HealthCheckResult.Degraded(string.Join(" ", troubles))
        : HealthCheckResult.Healthy("Positions are read and evaluated."));

    private List<string> Troubles() =>
    [
        .. _failing.Select(f => $"{f.Key} fails: {f.Value}"),
        .. _lost.Where(l => time.GetElapsedTime(l.Value.At) < s_lostFor).OrderBy(l => l.Key)
            .Select(l => $"Partition {l.Key} lost offsets {l.Value.From} to {l.Value.To}: the topic's retention removed them before they were read."),
    ];
}
