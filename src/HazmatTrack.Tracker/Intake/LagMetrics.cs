using System.Globalization;
using Prometheus;

namespace HazmatTrack.Tracker.Intake;

/// <summary>The consumer lag, as <see cref="LagWatch"/> measures it.</summary>
internal sealed class LagMetrics(IMetricFactory metrics)
{
    private readonly Gauge _lag = metrics.CreateGauge("hazmattrack_lag_records", "Records of positions not yet committed, by partition.", ["partition"]);

    public void Measured(int partition, long records) => _lag.WithLabels(Text(partition)).Set(records);

    /// <summary>Removes the lag of a partition that another silo reads now.</summary>
    public void Gone(int partition) => _lag.RemoveLabelled(Text(partition));

    private static string Text(int partition) => partition.ToString(CultureInfo.InvariantCulture);
}
