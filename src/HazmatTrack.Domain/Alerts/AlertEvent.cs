using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Alerts;

/// <summary>
/// One step in an alert's life, as it is published: on Kafka, on the stream, in the history of the alert. Each revision of an
/// alert has exactly one event.
/// </summary>
/// <param name="Sequence">
/// Place in the order of all events: 1, 2, 3 …, with a gap only where the database was restored from a backup. 0 until the store has assigned it.
/// </param>
/// <param name="At">When, by the wall clock.</param>
/// <param name="Step">Who took the step and what they noted; null where a report was the cause.</param>
/// <param name="Alert">The alert as it was from then on.</param>
public sealed record AlertEvent(long Sequence, AlertEventKind Kind, Instant At, HandlingStep? Step, Alert Alert)
{
    /// <summary>
    /// The alert's status and severity before, so that a client that follows open alerts learns when one closes; null for a new alert, and in events of
    /// earlier programs.
    /// </summary>
    public AlertState? Before { get; init; }

    /// <summary>Whether the cause was anything but a report that came in order.</summary>
    public bool Late { get; init; }

    /// <summary>Why it happened; null for a person's step, and in events of earlier programs.</summary>
    public ChangeCause? Cause { get; init; }

    /// <summary>The same for the same event however often it is delivered: alert id and revision.</summary>
    public string Id => $"{Alert.Id}.{Alert.Revision}";
}
