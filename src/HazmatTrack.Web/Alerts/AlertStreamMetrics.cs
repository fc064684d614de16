using HazmatTrack.Contracts.Alerts;
using Prometheus;

namespace HazmatTrack.Web.Alerts;

/// <summary>Metrics of the alert stream.</summary>
internal sealed class AlertStreamMetrics(IMetricFactory metrics)
{
    public Gauge Clients { get; } = metrics.CreateGauge("hazmattrack_alert_stream_clients", "Clients of the stream of alerts.");

    public Counter SlowClients { get; } = metrics.CreateCounter("hazmattrack_alert_stream_slow_clients_total", "Clients cut off since they took no bytes.");

    public Counter Failures { get; } = metrics.CreateCounter("hazmattrack_alert_stream_failures_total", "Times the store could not be asked for new events.");

    /// <summary>How long events wait until they are sent to a client.</summary>
    public SentDelays Sent { get; } = new(metrics, "stream");
}
