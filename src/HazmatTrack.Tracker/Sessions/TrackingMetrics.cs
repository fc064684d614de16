using System.Collections.Concurrent;
using System.Globalization;
using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Tracker.Vehicles;
using Prometheus;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>Metrics of the evaluation: updated per batch, never per report.</summary>
internal sealed class TrackingMetrics
{
    private readonly Counter _stored;
    private readonly Counter _duplicates;
    private readonly Counter _fates;
    private readonly Counter _changes;
    private readonly Counter _rejudged;
    private readonly Gauge _toJudgeAgain;
    private readonly Counter _noted;
    private readonly Counter _notedForParameters;
    private readonly Counter _restarts;
    private readonly Counter _rebuilt;
    private readonly Counter _pauses;
    private readonly Counter _introduced;
    private readonly Histogram _stages;
    private readonly Histogram _batch;
    private readonly Histogram _vehicles;
    private readonly Gauge _partitions;
    private readonly Counter _ticks;
    private readonly Gauge _deadlines;
    private readonly Gauge _behindNow;
    private readonly Counter _setAside;
    private readonly Gauge _states;
    private readonly ConcurrentDictionary<int, (Counter.Child Stored, Counter.Child Duplicates)> _byPartition = [];
    private readonly ConcurrentDictionary<string, Histogram.Child> _byStage = [];

    public TrackingMetrics(IMetricFactory metrics)
    {
        _stored = metrics.CreateCounter("hazmattrack_reports_applied_total", "Reports that were new: judged and in history, by partition.", ["partition"]);
        _duplicates = metrics.CreateCounter(
            "hazmattrack_reports_duplicate_total", "Reports known before, equal or of the same time and yielding to another, by partition; not those read again.", ["partition"]);
        _fates = metrics.CreateCounter("hazmattrack_reports_judged_total", "Reports by what the vehicle's tracker made of them.", ["fate"]);
        _changes = metrics.CreateCounter("hazmattrack_finding_changes_total", "Findings raised, amended and retracted, by rule.", ["rule", "kind"]);
        _rejudged = metrics.CreateCounter(
            "hazmattrack_rejudged_total", "Vehicles judged again: late reports lay before their tail, or documents or rules of their past changed.", ["cause"]);
        _toJudgeAgain = metrics.CreateGauge("hazmattrack_rejudge_backlog", "Vehicles that wait to be judged again, a slice of them after each batch.");
        _notedForParameters = metrics.CreateCounter(
            "hazmattrack_parameters_noted_total", "Vehicles noted to be judged again since parameters of rules were changed for their past.");
        _noted = metrics.CreateCounter(
            "hazmattrack_documents_noted_total", "Vehicles noted to be judged again since documents of their past were filed, corrected or withdrawn.");
        _restarts = metrics.CreateCounter("hazmattrack_tracking_restarts_total", "Restarts of reading after a fault.");
        _pauses = metrics.CreateCounter("hazmattrack_reading_pauses_total", "Times that reading paused since the stores did not keep up or did not answer.");
        _introduced = metrics.CreateCounter("hazmattrack_states_loaded_total", "Vehicle states taken from hot state.");
        _rebuilt = metrics.CreateCounter("hazmattrack_states_rebuilt_total", "Vehicle states built again from history, since hot state lacked them or lay behind.");
        _stages = metrics.CreateHistogram(
            "hazmattrack_stage_seconds",
            "Time of one batch in a stage: evaluate, alerts, history, hot, dead-letters, forwarded, judge-again, commit.",
            ["stage"],
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.0005, 2, 15) });
        _batch = metrics.CreateHistogram(
            "hazmattrack_batch_records", "Records of a batch.", new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(1, 4, 9) });
        _vehicles = metrics.CreateHistogram(
            "hazmattrack_batch_vehicles", "Vehicles of a batch.", new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(1, 4, 9) });
        _states = metrics.CreateGauge(
            "hazmattrack_vehicles", "Vehicles of this silo's partitions by state: awake, asleep, with a rule that is faulted, quarantined.", ["state"]);
        _setAside = metrics.CreateCounter("hazmattrack_quarantines_total", "Times a vehicle was set aside, since it could not be judged.");
        Delays = new(metrics);
        _ticks = metrics.CreateCounter("hazmattrack_ticks_total", "Times that a vehicle was looked at since a deadline of it had passed without a report.");
        _deadlines = metrics.CreateGauge("hazmattrack_deadlines_waiting", "Vehicles that are looked at when no report of them comes, by partition.", ["partition"]);
        _behindNow = metrics.CreateGauge(
            "hazmattrack_watermark_lag_seconds",
            "How far the time up to which a partition was read to its end lies behind now, by partition. It grows while nothing comes on any partition.",
            ["partition"]);
        _partitions = metrics.CreateGauge("hazmattrack_partitions_owned", "Partitions of positions that this silo reads.");
    }

    public StoredDelays Delays { get; }

    public void Noted(int vehicles) => _noted.Inc(vehicles);

    public void NotedForParameters(int vehicles) => _notedForParameters.Inc(vehicles);

    public void Stored(int partition, int fresh, int duplicates)
    {
        var (stored, known) = _byPartition.GetOrAdd(partition, p =>
        {
            var label = p.ToString(CultureInfo.InvariantCulture);
            return (_stored.WithLabels(label), _duplicates.WithLabels(label));
        });
        stored.Inc(fresh);
        known.Inc(duplicates);
    }

    public void Judged(OutcomeCounts sum)
    {
        _fates.WithLabels("applied").Inc(sum.Applied);
        _fates.WithLabels("applied-late").Inc(sum.AppliedLate);
        _fates.WithLabels("duplicate").Inc(sum.Duplicate);
        _fates.WithLabels("superseded").Inc(sum.Superseded);
        _fates.WithLabels("deep-late").Inc(sum.DeepLate);
    }

    public void Changed(FindingChange change) => _changes.WithLabels(
        change.Identity.Rule,
        change.Kind switch
        {
            FindingChangeKind.Raised => "raised",
            FindingChangeKind.Amended => "amended",
            _ => "retracted",
        }).Inc();

    public void Rejudged(ChangeCause cause) => _rejudged.WithLabels(AlertNames.ToName(cause) ?? "report").Inc();

    public void WaitingToBeJudgedAgain(int vehicles) => _toJudgeAgain.Set(vehicles);

    public void Paused() => _pauses.Inc();

    public void Restarted() => _restarts.Inc();

    public void Loaded(int fromHotState, int rebuilt)
    {
        _introduced.Inc(fromHotState);
        _rebuilt.Inc(rebuilt);
    }

    public void Stage(string stage, TimeSpan time) => _byStage.GetOrAdd(stage, s => _stages.WithLabels(s)).Observe(time.TotalSeconds);

    public void Batch(int records, int vehicles)
    {
        _batch.Observe(records);
        _vehicles.Observe(vehicles);
    }

    public void Vehicles(int known, int awake, int faulted, int quarantined)
    {
        _states.WithLabels("awake").Set(awake);
        _states.WithLabels("asleep").Set(Math.Max(0, known - awake));
        _states.WithLabels("faulted").Set(faulted);
        _states.WithLabels("quarantined").Set(quarantined);
    }

    public void Ticked(int vehicles) => _ticks.Inc(vehicles);

    /// <summary>Shows how many vehicles of a partition have a deadline, and the partition's watermark.</summary>
    public void Waits(PartitionSession session, Instant now)
    {
        var label = session.Partition.ToString(CultureInfo.InvariantCulture);
        _deadlines.WithLabels(label).Set(session.Deadlines.Count);
        if (session.Watermark is { } watermark)
        {
            _behindNow.WithLabels(label).Set(Math.Max(0, (now - watermark).TotalSeconds));
        }
    }

    /// <summary>Removes the metrics of a partition that another silo reads now.</summary>
    public void Gone(int partition)
    {
        var label = partition.ToString(CultureInfo.InvariantCulture);
        _deadlines.RemoveLabelled(label);
        _behindNow.RemoveLabelled(label);
    }

    public void SetAside() => _setAside.Inc();

    public void Owns(int partitions) => _partitions.Set(partitions);
}
