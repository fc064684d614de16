using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>What a vehicle needs to judge its past again.</summary>
internal sealed record RejudgeRequest
{
    public required Ownership Owner { get; init; }

    /// <summary>A checkpoint from before the earliest late report; null judges from the first report.</summary>
    public required TrackCheckpoint? Checkpoint { get; init; }

    /// <summary>Everything that history has after the checkpoint, in order of time.</summary>
    public required IReadOnlyList<PositionReport> Stored { get; init; }

    /// <summary>The findings that stand in the alert store since the checkpoint.</summary>
    public required IReadOnlyList<ActiveFinding> Standing { get; init; }

    /// <summary>Up to which offset of the partition these have in them what was told.</summary>
    public required long FlushedOffset { get; init; }

    /// <summary>Why it is judged again.</summary>
    public required ChangeCause Cause { get; init; }
}
