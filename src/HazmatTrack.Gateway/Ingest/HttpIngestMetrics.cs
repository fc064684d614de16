using HazmatTrack.Contracts.Positions;
using Prometheus;

namespace HazmatTrack.Gateway.Ingest;

/// <summary>Metrics of HTTP ingest.</summary>
internal sealed class HttpIngestMetrics
{
    private readonly Counter _items;

    public HttpIngestMetrics(IMetricFactory metrics)
    {
        Values = new(metrics);
        _items = metrics.CreateCounter("hazmattrack_door_items_total", "Items at POST /api/v1/positions, by fate: accepted, failed, or the reason of rejection.", ["fate"]);
        foreach (var fate in (string[])["accepted", "failed", .. RejectReasons.All.Select(r => r.Code())])
        {
            _items.WithLabels(fate);
        }
    }

    public ValuesNotTaken Values { get; }

    public void Accepted(int items) => _items.WithLabels("accepted").Inc(items);

    public void Failed(int items) => _items.WithLabels("failed").Inc(items);

    public void Rejected(RejectReason reason) => _items.WithLabels(reason.Code()).Inc();
}
