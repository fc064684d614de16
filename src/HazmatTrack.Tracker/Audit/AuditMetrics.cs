using HazmatTrack.Domain;
using HazmatTrack.Storage.Audit;
using Prometheus;

namespace HazmatTrack.Tracker.Audit;

/// <summary>Metrics of the audit record: entries stored by this process, and its checkpoints.</summary>
internal sealed class AuditMetrics
{
    private readonly Counter _entries;
    private readonly Histogram _record;
    private readonly Counter _failures;
    private readonly Counter _made;
    private readonly Counter _published;
    private readonly Gauge _waiting;
    private readonly Gauge _unsigned;
    private readonly Gauge _unsignedSince;

    public AuditMetrics(IMetricFactory metrics)
    {
        _entries = metrics.CreateCounter("hazmattrack_audit_entries_total", "Entries of the audit record stored by this process.");
        _record = metrics.CreateHistogram(
            "hazmattrack_audit_record_seconds", "Time that an answer waits for its entry of the audit record.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.0005, 2, 16) });
        _failures = metrics.CreateCounter(
            "hazmattrack_audit_failures_total",
            "Failures of the audit record, by what failed: entries that were not stored, and attempts to make or to publish checkpoints.",
            ["what"]);
        _made = metrics.CreateCounter("hazmattrack_audit_checkpoints_total", "Signed checkpoints of the audit record made by this process.");
        _published = metrics.CreateCounter("hazmattrack_audit_checkpoints_published_total", "Checkpoints of the audit record that Kafka has acknowledged.");
        _waiting = metrics.CreateGauge(
            "hazmattrack_audit_checkpoints_waiting", "Checkpoints made and not yet acknowledged by Kafka, as the publishing process sees it.");
        _unsigned = metrics.CreateGauge(
            "hazmattrack_audit_entries_unsigned", "Entries after the last checkpoint, as the process sees it that makes checkpoints.");
        _unsignedSince = metrics.CreateGauge(
            "hazmattrack_audit_unsigned_since_timestamp_seconds",
            "When the first entry after the last checkpoint was recorded, seconds since 1970, as the process sees it that makes checkpoints; 0 where all are signed.");
        foreach (var what in (string[])["entry", AuditCheckpointer.Lease, "publication"])
        {
            _failures.WithLabels(what);
        }
    }

    public double Made => _made.Value;

    public double Published => _published.Value;

    public double Waiting => _waiting.Value;

    /// <summary>Counts what a writer stores and fails to store.</summary>
    public void Watch(AuditWriter writer)
    {
        writer.Recorded += waited =>
        {
            _entries.Inc();
            _record.Observe(waited.TotalSeconds);
        };
        writer.Failed += entries => _failures.WithLabels("entry").Inc(entries);
    }

    public void CheckpointMade() => _made.Inc();

    /// <param name="since">When the first of them was recorded; null where there is none.</param>
    public void Unsigned(long entries, Instant? since)
    {
        _unsigned.Set(entries);
        _unsignedSince.Set((since?.UnixMilliseconds ?? 0) / 1000.0);
    }

    public void Waits(long checkpoints) => _waiting.Set(checkpoints);

    public void CheckpointsPublished(int count) => _published.Inc(count);

    /// <param name="what"><c>checkpoint</c> or <c>publication</c>.</param>
    public void Failed(string what) => _failures.WithLabels(what).Inc();
}
