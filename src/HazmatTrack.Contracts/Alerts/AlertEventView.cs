using HazmatTrack.Domain;

namespace HazmatTrack.Contracts.Alerts;

/// <summary>An event of an alert, and the alert from then on.</summary>
/// <param name="EventId">The id of the event: the alert and its revision. It is the same each time the event is sent.</param>
/// <param name="Sequence">The number of the event among those of all alerts; the stream resumes after it.</param>
/// <param name="Type">What happened.</param>
/// <param name="At">When the server stored it.</param>
/// <param name="Late">Whether the cause was anything but a report in order.</param>
/// <param name="Cause">The cause; null for a report in order and for the step of a person.</param>
/// <param name="By">The person who took the step; null where it was none.</param>
/// <param name="Note">The remark of the person; null for none.</param>
/// <param name="Alert">The alert from this event on.</param>
public sealed record AlertEventView(
    string EventId, long Sequence, string Type, Instant At, bool Late, string? Cause, string? By, string? Note, AlertView Alert);

/// <summary>One step in the life of an alert.</summary>
/// <param name="EventId">The id of the event: the alert and its revision.</param>
/// <param name="Sequence">The number of the event among those of all alerts.</param>
/// <param name="Type">What happened.</param>
/// <param name="At">When the server stored it.</param>
/// <param name="Late">Whether the cause was anything but a report in order.</param>
/// <param name="Cause">The cause; null for a report in order and for the step of a person.</param>
/// <param name="By">The person who took the step; null where it was none.</param>
/// <param name="Assignee">The person to whom the step assigned the alert; null for any other.</param>
/// <param name="Note">The remark of the person; null for none.</param>
/// <param name="Revision">The revision of the alert from then on.</param>
/// <param name="Status">The status of the alert from then on.</param>
/// <param name="Severity">The severity of the alert from then on.</param>
/// <param name="Onset">The onset of the alert from then on.</param>
/// <param name="Title">The title of the alert from then on, by language.</param>
public sealed record AlertHistoryView(
    string EventId, long Sequence, string Type, Instant At, bool Late, string? Cause, string? By, string? Assignee, string? Note, int Revision, string Status,
    string Severity, Instant Onset, IReadOnlyDictionary<string, string> Title);
