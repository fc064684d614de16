using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>What judging again found. Only <see cref="Outcome"/> is set unless it is <see cref="JudgeStatus.Done"/>.</summary>
internal sealed record RejudgeResult
{
    public static readonly RejudgeResult NotLoaded = new() { Outcome = JudgeStatus.NotLoaded };

    public required JudgeStatus Outcome { get; init; }

    /// <summary>Why, where it is <see cref="JudgeStatus.Failed"/>.</summary>
    public string? Failure { get; init; }

    public IReadOnlyList<FindingChange> Changes { get; init; } = [];

    /// <summary>In place of those that history holds after the one started from.</summary>
    public IReadOnlyList<TrackCheckpoint> Checkpoints { get; init; } = [];

    public VehicleStateUpdate Image { get; init; }

    /// <summary>
    /// The last batch handed to the tracker before, of reports, of time that had passed or of neither: what this changes may be stored only after everything
    /// up to there.
    /// </summary>
    public long JudgedBatch { get; init; }

    /// <summary>The last offset handed to the tracker before: where in the log this is; -1 for none.</summary>
    public long JudgedOffset { get; init; }

    /// <inheritdoc cref="VehicleResult.Deadline"/>
    public Instant? Deadline { get; init; }
}
