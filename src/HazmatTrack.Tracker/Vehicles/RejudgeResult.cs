using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>The result of a re-evaluation. Only <see cref="Outcome"/> is set unless it is <see cref="JudgeStatus.Done"/>.</summary>
internal sealed record RejudgeResult
{
    public static readonly RejudgeResult NotLoaded = new() { Outcome = JudgeStatus.NotLoaded };

    public required JudgeStatus Outcome { get; init; }

    /// <summary>The reason, where the outcome is <see cref="JudgeStatus.Failed"/>.</summary>
    public string? Failure { get; init; }

    public IReadOnlyList<FindingChange> Changes { get; init; } = [];

    /// <summary>The checkpoints that replace those in history after the one started from.</summary>
    public IReadOnlyList<TrackCheckpoint> Checkpoints { get; init; } = [];

    public VehicleStateUpdate Image { get; init; }

    /// <summary>
    /// The last batch passed to the tracker before, of reports, of passing time or of neither: the resulting changes may be stored only after everything up
    /// to it.
    /// </summary>
    public long JudgedBatch { get; init; }

    /// <summary>The last offset passed to the tracker before, which is the position of the result in the log; -1 for none.</summary>
    public long JudgedOffset { get; init; }

    /// <inheritdoc cref="VehicleResult.Deadline"/>
    public Instant? Deadline { get; init; }
}
