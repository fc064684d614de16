using System.Globalization;
using HazmatTrack.Storage.Registry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HazmatTrack.Tracker.Documents;

/// <summary>Readiness: not ready before the documents have been read once; ready but degraded while they may be out of date.</summary>
internal sealed class RegistryHealth(RegistryFeed feed, RegistryOptions options, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        var status = feed.Status;
        if (status.LookedAt is not { } looked)
        {
            return HealthCheckResult.Unhealthy($"The registry has not been read yet{(status.Failure is null ? "" : ": " + status.Failure)}");
        }

        var data = new Dictionary<string, object>
        {
            ["revision"] = status.Revision,
            ["readAt"] = looked.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
        };
        return time.GetUtcNow() - looked <= options.StaleAfter
            ? HealthCheckResult.Healthy("The documents are up to date.", data)
            : HealthCheckResult.Degraded(
                $"Judging by the documents as they stood at {data["readAt"]}{(status.Failure is null ? "" : ": " + status.Failure)}", data: data);
    }
}
