using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Alerts;

/// <summary>
/// One step in an alert's life, as everybody is told of it: on Kafka, on the stream, in the history of the alert. Each revision of an
/// alert has exactly one event.
/// </summary>
/// <param name="Sequence">Place in the order of all events: 1, 2, 3 … without a gap. 0 until the store has given it.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When, by the wall clock.</param>
/// <param name="Step">Who did it and what they noted; null where a report was the cause.</param>
/// <param name="Alert">The alert as it was from then on.</param>
public sealed record AlertEvent(long Sequence, AlertEventKind Kind, Instant At, HandlingStep? Step, Alert Alert)
{
    /// <summary>How the alert stood before, so that who follows what is open hears that it is no longer; null of a new alert, and in events of earlier programs.</summary>
    public AlertStanding? Before { get; init; }

    /// <summary>Whether the cause was anything but a report that came in order.</summary>
    public bool Late { get; init; }

    /// <summary>Why it happened; null of a person's step, and in events of earlier programs.</summary>
    public ChangeCause? Cause { get; init; }

    /// <summary>The same for the same event however often it is delivered: alert id and revision.</summary>
    public string Id => $"{Alert.Id}.{Alert.Revision}";
}
