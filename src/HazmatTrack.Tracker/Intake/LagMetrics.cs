using System.Globalization;
using Prometheus;

namespace HazmatTrack.Tracker.Intake;

/// <summary>The consumer lag, as <see cref="LagWatch"/> measures it.</summary>
internal sealed class LagMetrics(IMetricFactory metrics)
{
    private readonly Gauge _lag = metrics.CreateGauge("hazmattrack_lag_records", "Records of positions not yet committed, by partition.", ["partition"]);

    private readonly Gauge _seconds = metrics.CreateGauge(
        "hazmattrack_lag_seconds", "How long the oldest record that is not yet stored has been in the log, by partition; 0 where all are stored.", ["partition"]);

    public void Measured(int partition, long records, TimeSpan waited)
    {
        _lag.WithLabels(Text(partition)).Set(records);
        _seconds.WithLabels(Text(partition)).Set(waited.TotalSeconds);
    }

    /// <summary>Removes the lag of a partition that another silo reads now.</summary>
    public void Gone(int partition)
    {
        _lag.RemoveLabelled(Text(partition));
        _seconds.RemoveLabelled(Text(partition));
    }

    private static string Text(int partition) => partition.ToString(CultureInfo.InvariantCulture);
}
