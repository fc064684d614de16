using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Contracts.Tracking;

/// <summary>The reports of one vehicle in one poll batch.</summary>
[GenerateSerializer, Immutable, Alias("vehicle-batch")]
public sealed record VehicleBatch
{
    [Id(0)]
    public required Ownership Owner { get; init; }

    /// <summary>In order of arrival.</summary>
    [Id(1)]
    public required PositionReport[] Reports { get; init; }

    /// <summary>Where each of them stands in the partition.</summary>
    [Id(4)]
    public required long[] Offsets { get; init; }

    /// <summary>History holds the vehicle's partition up to this offset: reports up to there may leave the tail.</summary>
    [Id(2)]
    public required long FlushedOffset { get; init; }

    /// <summary>
    /// With the first batch of an ownership the tracker's state as stored (empty: the vehicle was never seen). Null afterwards.
    /// </summary>
    [Id(3)]
    public byte[]? State { get; init; }

    /// <summary>Up to when time has passed beyond the reports, in the vehicle's own time; null where that is not to be judged.</summary>
    [Id(5)]
    public Instant? Tick { get; init; }
}
