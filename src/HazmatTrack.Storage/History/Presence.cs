using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.History;

/// <summary>One vehicle in an area.</summary>
/// <param name="Vehicle">Which.</param>
/// <param name="First">Time of its first position there.</param>
/// <param name="Last">Time of its last.</param>
/// <param name="Positions">How many.</param>
public readonly record struct Presence(VehicleId Vehicle, Instant First, Instant Last, int Positions);
