using Prometheus;

namespace HazmatTrack.Web.Registry;

/// <summary>Metrics of filings through the API.</summary>
internal sealed class FilingMetrics(IMetricFactory metrics)
{
    private readonly Counter _filings = metrics.CreateCounter(
        "hazmattrack_registry_filings_total", "Filings through the API, by kind and outcome.", ["kind", "outcome"]);

    public void Filed(string kind, string outcome) => _filings.WithLabels(kind, outcome).Inc();
}
