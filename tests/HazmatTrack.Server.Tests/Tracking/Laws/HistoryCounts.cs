using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Server.Tests.Tracking.Laws;

/// <summary>How much of what a law is about has happened: a generator that makes little of it shows little.</summary>
internal sealed class HistoryCounts
{
    // Up to which revision.
    private readonly Dictionary<AlertId, int> _counted = [];
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public int this[string what] => _counts.GetValueOrDefault(what);

    public void Add(string what, int count = 1) => _counts[what] = this[what] + count;

    /// <summary>Whether something has happened to an alert since its events were counted.</summary>
    public bool IsOfInterest(Alert alert) => _counted.GetValueOrDefault(alert.Id) < alert.Revision;

    public void Add(Alert alert, IEnumerable<AlertEvent> events)
    {
        foreach (var told in events.Skip(_counted.GetValueOrDefault(alert.Id)))
        {
            Add($"{told.Kind} by {told.Cause ?? ChangeCause.Report}");
        }

        _counted[alert.Id] = alert.Revision;
    }

    public void Add(HistoryCounts other)
    {
        foreach (var (what, count) in other._counts)
        {
            Add(what, count);
        }
    }

    public override string ToString() => string.Join(", ", _counts.Select(c => $"{c.Value} {c.Key}"));
}
