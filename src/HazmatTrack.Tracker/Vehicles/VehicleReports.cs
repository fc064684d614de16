using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>What a vehicle is given to judge: its reports of one batch, in order of arrival; none only asks for the state.</summary>
internal readonly ref struct VehicleReports
{
    public required Ownership Owner { get; init; }

    public required ReadOnlySpan<PositionReport> Reports { get; init; }

    /// <summary>The reports' offsets in the partition.</summary>
    public required ReadOnlySpan<long> Offsets { get; init; }

    /// <summary>History holds the vehicle's partition up to this offset: reports up to there may leave the tail.</summary>
    public required long FlushedOffset { get; init; }

    /// <summary>The batch they come in.</summary>
    public long Sequence { get; init; }

    /// <summary>Up to when time has passed beyond the reports, in the vehicle's own time; null where that is not to be judged.</summary>
    public Instant? Tick { get; init; }

    /// <summary>With the first reports of an ownership the tracker's state as stored (empty: the vehicle was never seen). Null afterwards.</summary>
    public byte[]? State { get; init; }
}
