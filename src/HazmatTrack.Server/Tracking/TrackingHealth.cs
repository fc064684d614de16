using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HazmatTrack.Server.Tracking;

/// <summary>
/// Readiness <c>tracking</c>: unhealthy before this silo has joined the readers of <c>positions</c> and while it starts anew after a fault;
/// degraded while a store does not answer, since reports then wait in the log.
/// </summary>
internal sealed class TrackingHealth : IHealthCheck
{
    private readonly ConcurrentDictionary<string, string> _failing = [];
    private volatile string? _notReading = "Positions are not read yet.";

    public void Reads() => _notReading = null;

    public void DoesNotRead(string why) => _notReading = why;

    public void Fails(string what, string why) => _failing[what] = why;

    public void Works(string what) => _failing.TryRemove(what, out _);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        _notReading is { } why ? HealthCheckResult.Unhealthy(why)
        : _failing.IsEmpty ? HealthCheckResult.Healthy("Positions are read and judged.")
        : HealthCheckResult.Degraded(string.Join(" ", _failing.Select(f => $"{f.Key} fails: {f.Value}"))));
}
