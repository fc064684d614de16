using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>What a vehicle needs to re-evaluate its past.</summary>
internal sealed record RejudgeRequest
{
    public required Ownership Owner { get; init; }

    /// <summary>A checkpoint from before the earliest late report; null evaluates from the first report.</summary>
    public required TrackCheckpoint? Checkpoint { get; init; }

    /// <summary>All points that history has after the checkpoint, in order of time.</summary>
    public required IReadOnlyList<PositionReport> Stored { get; init; }

    /// <summary>The active findings of the alert store since the checkpoint.</summary>
    public required IReadOnlyList<ActiveFinding> ActiveFindings { get; init; }

    /// <summary>The points and findings given include everything emitted up to this offset of the partition.</summary>
    public required long FlushedOffset { get; init; }

    /// <summary>
    /// The newest batch that the vehicle had evaluated before this was read, if others were stored since: its tail may have moved on over reports that are not
    /// among <see cref="Stored"/>. Null where nothing was stored since.
    /// </summary>
    public long? JudgedBatch { get; init; }

    /// <summary>Why the vehicle is re-evaluated.</summary>
    public required ChangeCause Cause { get; init; }
}
