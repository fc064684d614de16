using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HazmatTrack.Access.Directory;

/// <summary>
/// Readiness <c>access</c>: not ready before keys, sessions and operators were read once; degraded while they cannot be read, since nobody is let in then, by
/// this process or another.
/// </summary>
internal sealed class AccessHealth(AccessFeed feed) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (directory, status) = (feed.Directory, feed.Directory.Status);
        return Task.FromResult(
            !directory.Loaded.IsCompleted ? HealthCheckResult.Unhealthy($"Keys, sessions and operators have not been read yet. {status.Failure}".TrimEnd())
            : directory.IsBelieved ? HealthCheckResult.Healthy("Callers are let in.")
            : HealthCheckResult.Degraded($"Nobody is let in: keys, sessions and operators cannot be read. {status.Failure}".TrimEnd()));
    }
}
