using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Alerts;

/// <summary>A finding's change on its way into the alert store.</summary>
/// <param name="Cause">The place in the log of the report that caused it. A change whose cause is not newer than the one already
/// stored for that alert is a repetition and leaves everything as it is.</param>
/// <param name="DetectedAt">The wall clock at detection.</param>
/// <param name="Reconciled">
/// Whether the change comes from evaluating again what the store itself holds (deep back-fill): it then applies whenever its content
/// differs, whichever causes the two have, and leaves the later of the two causes stored, so that a replay of earlier reports is still
/// known as a repetition.
/// </param>
public sealed record AlertChange(VehicleId Vehicle, FindingChange Change, LogPosition Cause, Instant DetectedAt, bool Reconciled = false)
{
    /// <summary>The newest event time of the vehicle that was evaluated before: what it rests on is no later. Null where that is not known.</summary>
    public Instant? EvaluatedTo { get; init; }
}

/// <summary>
/// A place in one partition of the log. A log that starts again from offset 0 (a wiped topic, the embedded broker after a restart)
/// has a greater incarnation, so places compare over restarts.
/// </summary>
public readonly record struct LogPosition(long Incarnation, int Partition, long Offset)
{
    /// <summary>The log it is a place in.</summary>
    public LogId Log => new(Incarnation, Partition);
}
