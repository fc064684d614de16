using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;

namespace HazmatTrack.Server.Watching;

/// <summary>Shows the checks of readiness as a number each, since Prometheus does not read <c>/healthz/ready</c>.</summary>
internal sealed class HealthMetrics(IMetricFactory metrics) : IHealthCheckPublisher
{
    private readonly Gauge _health = metrics.CreateGauge(
        "hazmattrack_health", "A check of readiness: 1 healthy, 0.5 degraded (it works, and something needs attention), 0 unhealthy.", ["check"]);

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (name, entry) in report.Entries)
        {
            _health.WithLabels(name).Set(entry.Status switch
            {
                HealthStatus.Healthy => 1,
                HealthStatus.Degraded => 0.5,
                _ => 0,
            });
        }

        return Task.CompletedTask;
    }
}
