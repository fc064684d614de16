using Prometheus;

namespace HazmatTrack.Contracts.Positions;

/// <summary>Counts values that no vehicle can have: the report is accepted, the value is dropped.</summary>
internal sealed class ValuesNotTaken
{
    private readonly Counter.Child _speeds;
    private readonly Counter.Child _headings;

    public ValuesNotTaken(IMetricFactory metrics)
    {
        var values = metrics.CreateCounter(
            "hazmattrack_values_not_taken_total", "Speeds and headings of reports that no vehicle can have: the report counts, the value does not.", ["value"]);
        (_speeds, _headings) = (values.WithLabels("speed"), values.WithLabels("heading"));
    }

    public void SpeedNotTaken() => _speeds.Inc();

    public void HeadingNotTaken() => _headings.Inc();
}
