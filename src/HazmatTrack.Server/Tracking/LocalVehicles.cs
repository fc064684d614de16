using System.Collections.Concurrent;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Tracking;

/// <summary>
/// The vehicles that live in this silo and have a state. Their owner, mostly in the same silo, hands them reports directly: a message through
/// the runtime costs several times what judging a report does.
/// </summary>
internal sealed class LocalVehicles
{
    private readonly ConcurrentDictionary<VehicleId, TrackedVehicle> _vehicles = [];

    public TrackedVehicle? Find(VehicleId vehicle) => _vehicles.GetValueOrDefault(vehicle);

    public void Add(VehicleId vehicle, TrackedVehicle tracked) => _vehicles[vehicle] = tracked;

    /// <summary>Only if it is this one: another may have come to life since.</summary>
    public void Remove(VehicleId vehicle, TrackedVehicle tracked) => _vehicles.TryRemove(new(vehicle, tracked));
}
