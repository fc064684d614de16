using System.Collections.Concurrent;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Tracking;

/// <summary>
/// The vehicle grains that live in this silo and have a state. Their owner, mostly in the same silo, hands them reports directly: a message
/// through the runtime costs several times what judging a report does.
/// </summary>
internal sealed class LocalVehicles
{
    private readonly ConcurrentDictionary<VehicleId, VehicleGrain> _grains = [];

    public VehicleGrain? Find(VehicleId vehicle) => _grains.GetValueOrDefault(vehicle);

    public void Add(VehicleId vehicle, VehicleGrain grain) => _grains[vehicle] = grain;

    /// <summary>Only if it is this one: another may have come to life since.</summary>
    public void Remove(VehicleId vehicle, VehicleGrain grain) => _grains.TryRemove(new(vehicle, grain));
}
