using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>What hot state stores of a vehicle.</summary>
/// <param name="Blob">The tracker's packed state; empty where the stored one is still sufficient, with the reports that history has received since.</param>
/// <param name="Time">Event time of the newest report; the start of the epoch for a vehicle that has none.</param>
/// <param name="Fix">The last fix that is accepted; null before the first.</param>
/// <param name="Province">The confirmed province.</param>
/// <param name="IsFaulted">Whether some rules are not evaluated for it, since they failed.</param>
internal readonly record struct VehicleStateUpdate(
    ReadOnlyMemory<byte> Blob,
    Instant Time,
    PositionReport? Fix,
    ProvinceCode Province,
    bool IsFaulted);
