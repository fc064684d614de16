namespace HazmatTrack.Domain.Alerts;

/// <summary>What a person can do with an alert. The numbers are stored.</summary>
public enum HandlingAction
{
    Acknowledge = 0,
    Assign = 1,
    Handle = 2,
    Close = 3,
}

/// <summary>Something a person did with an alert.</summary>
/// <param name="At">When, by the wall clock.</param>
/// <param name="Assignee">The person assigned, for <see cref="HandlingAction.Assign"/>.</param>
/// <param name="Note">The text that they entered.</param>
public sealed record HandlingStep(HandlingAction Action, string By, Instant At, string? Assignee, string? Note)
{
    /// <summary>Whether this is the same step sent again, as by a client that did not get the answer.</summary>
    public bool Repeats(HandlingStep other) => this with { At = other.At } == other;
}
