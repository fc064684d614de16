using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Contracts.Tracking;

/// <summary>What a vehicle needs to judge its past again.</summary>
[GenerateSerializer, Immutable, Alias("rejudge-request")]
public sealed record RejudgeRequest
{
    [Id(0)]
    public required Ownership Owner { get; init; }

    /// <summary>A checkpoint from before the earliest late report; null judges from the first report.</summary>
    [Id(1)]
    public required TrackCheckpoint? Checkpoint { get; init; }

    /// <summary>Everything that history has after the checkpoint, in order of time.</summary>
    [Id(2)]
    public required IReadOnlyList<PositionReport> Stored { get; init; }

    /// <summary>The findings that stand in the alert store since the checkpoint.</summary>
    [Id(3)]
    public required IReadOnlyList<StandingFinding> Standing { get; init; }

    /// <summary>Why it is judged again.</summary>
    [Id(4)]
    public required ChangeCause Cause { get; init; }
}

/// <summary>What judging again found. Only <see cref="Outcome"/> is set unless it is <see cref="Outcome.Done"/>.</summary>
[GenerateSerializer, Immutable, Alias("rejudgement")]
public sealed record Rejudgement
{
    [Id(0)]
    public required Outcome Outcome { get; init; }

    /// <summary>Why, where it is <see cref="Outcome.Failed"/>.</summary>
    [Id(5)]
    public string? Failure { get; init; }

    [Id(1)]
    public IReadOnlyList<FindingChange> Changes { get; init; } = [];

    /// <summary>In place of those that history holds after the one started from.</summary>
    [Id(2)]
    public IReadOnlyList<TrackCheckpoint> Checkpoints { get; init; } = [];

    [Id(3)]
    public VehicleImage Image { get; init; }

    /// <summary>
    /// The last offset handed to the tracker before: what this changes may be stored only after everything up to there; -1 for none.
    /// </summary>
    [Id(4)]
    public long JudgedOffset { get; init; }

    /// <inheritdoc cref="Verdict.Deadline"/>
    [Id(6)]
    public Instant? Deadline { get; init; }
}
