using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

/// <summary>Limits a list of alerts to those that any of its parts names: what a caller may see. With no part there are none.</summary>
/// <param name="Vehicles">Alerts of these vehicles.</param>
/// <param name="Concerned">Alerts that concern one of these provinces.</param>
/// <param name="Homes">Alerts of vehicles at home in one of these provinces.</param>
public sealed record AlertScope(IReadOnlyCollection<VehicleId> Vehicles, ProvinceSet Concerned, ProvinceSet Homes)
{
    public bool IsEmpty => Vehicles.Count == 0 && Concerned.Bits == 0 && Homes.Bits == 0;
}
