using HazmatTrack.Domain.Alerts;

namespace HazmatTrack.Storage.Alerts;

/// <summary>What a transaction of this process stored.</summary>
/// <param name="Events">The events, numbered, in order; empty where everything was a repetition.</param>
/// <param name="Repetitions">How many changes had been applied before.</param>
/// <param name="Elapsed">How long the store took.</param>
public sealed record CommittedAlerts(IReadOnlyList<AlertEvent> Events, int Repetitions, TimeSpan Elapsed);

/// <summary>What came of a person's step.</summary>
/// <param name="Alert">The alert as it stands now; null when there is none with this id.</param>
/// <param name="Conflict">Why the step was not taken; null when it was, or had been taken before.</param>
public sealed record HandlingResult(Alert? Alert, HandlingConflict? Conflict);
