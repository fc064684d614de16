using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>Where a vehicle was last seen, as of its newest state.</summary>
/// <param name="Time">Event time of the newest report.</param>
/// <param name="Position">The last fix; null before the first.</param>
/// <param name="Province">The confirmed province.</param>
public readonly record struct LastSeen(VehicleId Vehicle, Instant Time, GeoPoint? Position, ProvinceCode Province)
{
    /// <summary>The other values of that fix; null before the first, and where a version that did not keep them wrote the value.</summary>
    public SeenFix? Fix { get; init; }

    /// <summary>Whether some rules are not evaluated for the vehicle, since they failed.</summary>
    public bool IsFaulted { get; init; }
}
