using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.History.Damaged;

/// <summary>A stretch of a vehicle's history whose stored bytes cannot be read, from its first to its last point.</summary>
public readonly record struct DamagedStretch(VehicleId Vehicle, Instant From, Instant To);
