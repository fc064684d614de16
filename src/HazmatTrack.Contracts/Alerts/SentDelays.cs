using HazmatTrack.Domain;
using Prometheus;

namespace HazmatTrack.Contracts.Alerts;

/// <summary>How long events of alerts take from being stored to being sent.</summary>
/// <param name="to">The receiver: <c>stream</c> or <c>topic</c>.</param>
internal sealed class SentDelays(IMetricFactory metrics, string to)
{
    private readonly Histogram.Child _sent = metrics.CreateHistogram(
        "hazmattrack_alert_stored_to_sent_seconds",
        "From storing an event of an alert until it is sent to a client of the stream, or acknowledged on the topic of alerts.",
        ["to"],
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.002, 2, 18) }).WithLabels(to);

    /// <param name="stored">When the events were stored.</param>
    /// <param name="now">When they are sent.</param>
    public void Add(IEnumerable<Instant> stored, Instant now)
    {
        foreach (var at in stored)
        {
            _sent.Observe(Math.Max(0, (now - at).TotalSeconds));
        }
    }
}
