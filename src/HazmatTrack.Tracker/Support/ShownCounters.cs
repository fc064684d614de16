using Prometheus;

namespace HazmatTrack.Tracker.Support;

/// <summary>
/// Counters that are there before they count anything: what appears with its first increment alone, an alarm on an increase does not see.
/// </summary>
internal static class ShownCounters
{
    /// <summary>Shows a counter with one label at 0 for each value.</summary>
    public static Counter ShownFor(this Counter counter, IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            counter.WithLabels(value);
        }

        return counter;
    }
}
