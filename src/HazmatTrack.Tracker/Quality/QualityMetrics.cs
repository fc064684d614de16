using System.Collections.Frozen;
using HazmatTrack.Contracts.Quality;
using Prometheus;

namespace HazmatTrack.Tracker.Quality;

/// <summary>Metrics of the quality of reports; every kind is present from the start.</summary>
internal sealed class QualityMetrics
{
    private readonly FrozenDictionary<QualityKind, Counter.Child> _found;
    private readonly Counter _notKept;

    public QualityMetrics(IMetricFactory metrics)
    {
        var found = metrics.CreateCounter(
            "hazmattrack_quality_reports_total", "Reports taken that speak for a fault of their terminal, by kind. Of reported speeds counted some at a time.", ["kind"]);
        _found = QualityKinds.Findings.ToFrozenDictionary(k => k, k => found.WithLabels(k.Code));
        _notKept = metrics.CreateCounter(
            "hazmattrack_quality_not_kept_total", "Findings and refusals that are counted in the metrics alone, since those of too many vehicles were waiting to be written.");
    }

    public void Found(QualityKind kind, int reports) => _found[kind].Inc(reports);

    public void NotKept() => _notKept.Inc();
}
