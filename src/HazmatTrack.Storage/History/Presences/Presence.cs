using HazmatTrack.Domain.Tracks.Passes;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.History.Presences;

/// <summary>One pass of a vehicle through an area.</summary>
public readonly record struct Presence(VehicleId Vehicle, AreaPass Pass);
