using HazmatTrack.Domain.Documents;
using Prometheus;

namespace HazmatTrack.Tracker.Documents;

/// <summary>Metrics of the registry.</summary>
internal sealed class RegistryMetrics(IMetricFactory metrics, DocumentCatalog kinds)
{
    private readonly Counter _failures = metrics.CreateCounter(
        "hazmattrack_registry_refresh_failures_total", "Times the registry could not be read for changes; the documents read before stay in use.");

    private readonly Gauge _revision = metrics.CreateGauge("hazmattrack_registry_revision", "The newest filing that is judged by.");

    private readonly Gauge _looked = metrics.CreateGauge(
        "hazmattrack_registry_last_read_timestamp_seconds", "When the registry was last read for changes, seconds since 1970.");

    private readonly Gauge _documents = metrics.CreateGauge("hazmattrack_registry_documents", "Documents in memory, by kind; counted once a minute.", ["kind"]);

    private readonly Gauge _vehicles = metrics.CreateGauge(
        "hazmattrack_registry_vehicles", "Vehicles whose documents are in memory; counted once a minute.");

    public void Failed() => _failures.Inc();

    public void Looked(DateTimeOffset at) => _looked.Set(at.ToUnixTimeMilliseconds() / 1000.0);

    public void Reached(long revision) => _revision.Set(revision);

    public void Holds(int vehicles, IReadOnlyDictionary<string, int> counts)
    {
        _vehicles.Set(vehicles);
        foreach (var kind in kinds.Kinds)
        {
            _documents.WithLabels(kind.Id).Set(counts.GetValueOrDefault(kind.Id));
        }
    }
}
