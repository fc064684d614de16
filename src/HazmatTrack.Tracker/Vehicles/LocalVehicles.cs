using System.Collections.Concurrent;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>
/// The vehicles that are active in this silo. Their owner, which is this silo, passes reports to them directly: a message through the runtime costs several
/// times as much as evaluating a report.
/// </summary>
internal sealed class LocalVehicles(RuleFaultLog? faults = null)
{
    private readonly ConcurrentDictionary<VehicleId, TrackedVehicle> _vehicles = [];

    /// <summary>The number of vehicles.</summary>
    public int Count => _vehicles.Count;

    /// <summary>The number of vehicles that have a rule that threw.</summary>
    public int Faulted => faults?.Vehicles ?? 0;

    /// <summary>Checks a vehicle for rule faults after it was evaluated.</summary>
    public void Judged(VehicleTracker tracker) => faults?.Look(tracker);

    public TrackedVehicle? Find(VehicleId vehicle) => _vehicles.GetValueOrDefault(vehicle);

    public void Add(VehicleId vehicle, TrackedVehicle tracked) => _vehicles[vehicle] = tracked;

    /// <summary>Removes the vehicle only if it is this instance: another may have been activated since.</summary>
    public void Remove(VehicleId vehicle, TrackedVehicle tracked)
    {
        if (_vehicles.TryRemove(new(vehicle, tracked)))
        {
            faults?.Forget(vehicle);
        }
    }
}
