using HazmatTrack.Domain.Alerts;

namespace HazmatTrack.Storage.Alerts;

/// <summary>The result of a transaction of this process.</summary>
/// <param name="Events">The events, numbered, in order; empty where every change was a repetition.</param>
/// <param name="Repetitions">How many changes had been applied before.</param>
/// <param name="Elapsed">How long the store took.</param>
public sealed record CommittedAlerts(IReadOnlyList<AlertEvent> Events, int Repetitions, TimeSpan Elapsed);

/// <summary>The result of a person's handling step.</summary>
/// <param name="Alert">The current alert; null when there is none with this id.</param>
/// <param name="Conflict">Why the step was rejected; null when it was applied, now or before.</param>
public sealed record HandlingResult(Alert? Alert, HandlingConflict? Conflict);
