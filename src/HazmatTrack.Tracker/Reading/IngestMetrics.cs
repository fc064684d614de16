using System.Collections.Concurrent;
using System.Globalization;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Tracker.Sessions;
using Prometheus;

namespace HazmatTrack.Tracker.Reading;

/// <summary>Metrics of the ingest. Updated per batch, never per report, except for dead letters.</summary>
internal sealed class IngestMetrics
{
    private readonly Counter _received;
    private readonly Counter _deadLetters;
    private readonly Counter _misrouted;
    private readonly Counter _skipped;
    private readonly Counter _lost;
    private readonly Counter _reread;
    private readonly Counter _commitsRefused;
    private readonly Histogram _decode;
    private readonly Histogram _delay;
    private readonly ConcurrentDictionary<int, Counter.Child> _receivedByPartition = [];

    public IngestMetrics(IMetricFactory metrics)
    {
        _received = metrics.CreateCounter("hazmattrack_records_received_total", "Records read from topic positions, by partition.", ["partition"]);
        _deadLetters = metrics.CreateCounter(
            "hazmattrack_dead_letters_total", "Records that are no position of a vehicle, by partition and reason.", ["partition", "reason"]);
        Values = new(metrics);
        _misrouted = metrics.CreateCounter(
            "hazmattrack_misrouted_total",
            "Records read from a partition that their key does not hash to, and sent on to their own, by the partition they were read from.",
            ["partition"]);
        _skipped = metrics.CreateCounter("hazmattrack_offsets_skipped_total", "Offsets of positions never delivered: dropped unread, or transaction markers.");
        _lost = metrics.CreateCounter(
            "hazmattrack_records_lost_total", "Records that the topic's retention removed before they were read, by partition.", ["partition"]);
        _reread = metrics.CreateCounter(
            "hazmattrack_records_reread_total", "Records read again, after a restart or a take-over, that were stored before, by partition.", ["partition"]);
        _commitsRefused = metrics.CreateCounter("hazmattrack_commits_refused_total", "Offset commits refused since the partitions were moving.");
        _decode = metrics.CreateHistogram(
            "hazmattrack_decode_seconds",
            "Time to decode and check one batch.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.0001, 2, 14) });
        _delay = metrics.CreateHistogram(
            "hazmattrack_report_delay_seconds", "From event time to reading.", new HistogramConfiguration { Buckets = DelayTally.Bounds });
    }

    public ValuesNotTaken Values { get; }

    public void Received(int partition, int records) => _receivedByPartition.GetOrAdd(partition, p => _received.WithLabels(Text(p))).Inc(records);

    /// <summary>Shows the counters of a partition that is read from now on, at 0 where nothing was counted yet.</summary>
    public void Reads(int partition)
    {
        Received(partition, 0);
        Lost(partition, 0);
        ReRead(partition, 0);
        Misrouted(partition, 0);
        foreach (var reason in RejectReasons.OfRecords)
        {
            _deadLetters.WithLabels(Text(partition), reason.Code());
        }
    }

    public void DeadLetter(int partition, RejectReason reason) => _deadLetters.WithLabels(Text(partition), reason.Code()).Inc();

    public void Misrouted(int partition, int records) => _misrouted.WithLabels(Text(partition)).Inc(records);

    public void Lost(int partition, long records) => _lost.WithLabels(Text(partition)).Inc(records);

    public void ReRead(int partition, int records) => _reread.WithLabels(Text(partition)).Inc(records);

    public void Skipped(long offsets) => _skipped.Inc(offsets);

    public void CommitRefused() => _commitsRefused.Inc();

    public void Decoded(TimeSpan time) => _decode.Observe(time.TotalSeconds);

    public DelayTally NewDelayTally() => new(_delay, DelayTally.Bounds);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
