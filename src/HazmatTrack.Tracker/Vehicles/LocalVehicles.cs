using System.Collections.Concurrent;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>
/// The vehicles that live in this silo. Their owner, which is this silo, hands them reports directly: a message through the runtime costs several
/// times what judging a report does.
/// </summary>
internal sealed class LocalVehicles(RuleFaultLog? faults = null)
{
    private readonly ConcurrentDictionary<VehicleId, TrackedVehicle> _vehicles = [];

    /// <summary>How many there are.</summary>
    public int Count => _vehicles.Count;

    /// <summary>How many of them have a rule that threw.</summary>
    public int Faulted => faults?.Vehicles ?? 0;

    /// <summary>Looks at a vehicle after it was judged.</summary>
    public void Judged(VehicleTracker tracker) => faults?.Look(tracker);

    public TrackedVehicle? Find(VehicleId vehicle) => _vehicles.GetValueOrDefault(vehicle);

    public void Add(VehicleId vehicle, TrackedVehicle tracked) => _vehicles[vehicle] = tracked;

    /// <summary>Only if it is this one: another may have come to life since.</summary>
    public void Remove(VehicleId vehicle, TrackedVehicle tracked)
    {
        if (_vehicles.TryRemove(new(vehicle, tracked)))
        {
            faults?.Forget(vehicle);
        }
    }
}
