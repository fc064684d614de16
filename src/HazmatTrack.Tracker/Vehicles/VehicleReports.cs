using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>What a vehicle receives for evaluation: its reports of one batch, in order of arrival; no reports only requests the state.</summary>
internal readonly ref struct VehicleReports
{
    public required Ownership Owner { get; init; }

    public required ReadOnlySpan<PositionReport> Reports { get; init; }

    /// <summary>The reports' offsets in the partition.</summary>
    public required ReadOnlySpan<long> Offsets { get; init; }

    /// <summary>The offset up to which history has the vehicle's partition: reports up to there may leave the tail.</summary>
    public required long FlushedOffset { get; init; }

    /// <summary>The batch that the reports are in.</summary>
    public long Sequence { get; init; }

    /// <summary>The instant up to which time has passed beyond the reports, in the vehicle's own time; null where that is not to be evaluated.</summary>
    public Instant? Tick { get; init; }

    /// <summary>The tracker's stored state, with the first reports of an ownership (empty: the vehicle was never seen). Null afterwards.</summary>
    public byte[]? State { get; init; }
}
