using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>Where a vehicle is, as of its newest state.</summary>
/// <param name="Vehicle">Which.</param>
/// <param name="Time">Event time of the newest report.</param>
/// <param name="Position">The last fix; null before the first.</param>
/// <param name="Province">The confirmed province.</param>
public readonly record struct LastSeen(VehicleId Vehicle, Instant Time, GeoPoint? Position, ProvinceCode Province)
{
    /// <summary>What that fix says besides; null before the first, and where the value was written by a program that did not keep it.</summary>
    public SeenFix? Fix { get; init; }
}
