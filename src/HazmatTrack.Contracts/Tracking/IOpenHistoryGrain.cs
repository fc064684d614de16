using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using Orleans.Concurrency;

namespace HazmatTrack.Contracts.Tracking;

/// <summary>
/// The positions that one silo holds in memory until their chunks are full. Key: the silo's address; it is activated only there.
/// </summary>
[Alias("open-history")]
public interface IOpenHistoryGrain : IGrainWithStringKey
{
    /// <summary>A vehicle's open positions on this silo.</summary>
    [Alias("of-vehicle"), AlwaysInterleave]
    ValueTask<OpenHistory> OfVehicleAsync(VehicleId vehicle);

    /// <summary>
    /// The open positions on this silo within a time, both ends included, of every vehicle whose track may cross an area in it.
    /// </summary>
    [Alias("within"), AlwaysInterleave]
    ValueTask<OpenHistory> WithinAsync(GeoArea area, Instant from, Instant to);
}

/// <summary>Open positions of a silo.</summary>
[GenerateSerializer, Immutable, Alias("open-tracks")]
public sealed record OpenHistory
{
    /// <summary>The partitions that this silo covers.</summary>
    [Id(0)]
    public required IReadOnlyList<int> Partitions { get; init; }

    [Id(1)]
    public required IReadOnlyList<OpenVehicle> Vehicles { get; init; }

    /// <summary>How many partitions the topic has as this silo knows it.</summary>
    [Id(2)]
    public int PartitionCount { get; init; }
}

/// <summary>A vehicle's open positions, in order of time.</summary>
[GenerateSerializer, Immutable, Alias("open-vehicle")]
public sealed record OpenVehicle([property: Id(0)] VehicleId Vehicle, [property: Id(1)] IReadOnlyList<PositionReport> Points);
