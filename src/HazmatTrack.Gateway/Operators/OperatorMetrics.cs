using HazmatTrack.Contracts.Positions;
using Prometheus;

namespace HazmatTrack.Gateway.Operators;

/// <summary>Metrics of the operators' topics.</summary>
internal sealed class OperatorMetrics
{
    private readonly Counter _records;
    private readonly Gauge _failing;

    public OperatorMetrics(IMetricFactory metrics)
    {
        _records = metrics.CreateCounter(
            "hazmattrack_operator_records_total", "Records of the operators' topics, by fate: forwarded to positions, or a dead letter by its reason.", ["fate"]);
        _failing = metrics.CreateGauge("hazmattrack_operator_topics_failing", "1 while the operators' topics cannot be read or forwarded, else 0.");
        _records.WithLabels("forwarded");
        RejectReason[] reasons =
            [RejectReason.NotYourVehicle, RejectReason.Oversized, RejectReason.Empty, RejectReason.Undecodable, RejectReason.UnknownVehicle];
        foreach (var reason in reasons)
        {
            _records.WithLabels(reason.Code());
        }
    }

    public void Forwarded() => _records.WithLabels("forwarded").Inc();

    public void Refused(RejectReason reason) => _records.WithLabels(reason.Code()).Inc();

    public void Fails(bool isFailing) => _failing.Set(isFailing ? 1 : 0);
}
