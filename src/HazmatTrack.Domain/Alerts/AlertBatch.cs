using System.Diagnostics.CodeAnalysis;

namespace HazmatTrack.Domain.Alerts;

/// <summary>
/// Applies a batch of changes to the alerts they concern. Pure: the store loads the alerts, applies the batch, and writes
/// the changed alerts and new events.
/// </summary>
/// <param name="stored">The alerts the batch concerns, as stored.</param>
public sealed class AlertBatch(IEnumerable<Alert> stored)
{
    private readonly Dictionary<AlertId, Alert> _alerts = stored.ToDictionary(alert => alert.Id);
    private readonly HashSet<AlertId> _changed = [];
    private readonly List<AlertEvent> _events = [];

    /// <summary>The events, in order; not yet numbered.</summary>
    public IReadOnlyList<AlertEvent> Events => _events;

    /// <summary>The alerts to be written.</summary>
    public IEnumerable<Alert> Changed => _changed.Select(id => _alerts[id]);

    /// <summary>The number of changes that were known already.</summary>
    public int Repetitions { get; private set; }

    public bool TryGet(AlertId id, [NotNullWhen(true)] out Alert? alert) => _alerts.TryGetValue(id, out alert);

    /// <summary>Applies the next change. One report may change an alert more than once within a batch, never in two batches.</summary>
    public void Apply(AlertChange change)
    {
        var id = AlertId.From(change.Vehicle, change.Change.Identity);
        _alerts.TryGetValue(id, out var alert);
        var sameReport = alert is not null && _changed.Contains(id) && alert.Cause == change.Cause;
        if (AlertStateMachine.After(alert, change, sameReport) is not { } next)
        {
            Repetitions++;
            return;
        }

        _alerts[id] = next.Alert;
        _changed.Add(id);
        if (next.Event is { } alertEvent)
        {
            _events.Add(alertEvent);
        }
        else
        {
            Repetitions++;
        }
    }
}
