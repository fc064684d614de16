using HazmatTrack.Domain;
using Prometheus;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>The delay until the results of reports, alerts and history, are stored: from event time, and from the receipt of their record.</summary>
internal sealed class StoredDelays(IMetricFactory metrics)
{
    private static readonly double[] s_arrivalBounds = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600, 24 * 3600];

    private readonly DelayTally _sinceEvent = new(
        metrics.CreateHistogram(
            "hazmattrack_event_to_stored_seconds", "From event time until alerts and history of a report are stored.",
            new HistogramConfiguration { Buckets = DelayTally.Bounds }),
        DelayTally.Bounds);

    private readonly DelayTally _sinceArrival = new(
        metrics.CreateHistogram(
            "hazmattrack_arrival_to_stored_seconds", "From the time of a report's record in the log until its alerts and history are stored.",
            new HistogramConfiguration { Buckets = s_arrivalBounds }),
        s_arrivalBounds);

    /// <summary>Records what has been stored by this instant. Used by the sinks only.</summary>
    public void Stored(IEnumerable<PartitionWork> works, Instant now)
    {
        foreach (var work in works)
        {
            var newest = default(Instant);
            foreach (ref readonly var vehicle in work.Vehicles)
            {
                foreach (ref readonly var report in work.ReportsOf(vehicle).Span)
                {
                    _sinceEvent.Add(report.Time, now);
                }

                foreach (var receipt in work.ReceiptsOf(vehicle))
                {
                    _sinceArrival.Add(receipt, now);
                    newest = receipt > newest ? receipt : newest;
                }
            }

            if (newest != default)
            {
                work.Session.StoredUpTo(newest);
            }
        }

        _sinceEvent.Flush();
        _sinceArrival.Flush();
    }
}
