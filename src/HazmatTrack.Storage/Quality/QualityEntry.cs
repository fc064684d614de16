using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Quality;

/// <summary>What was found about the reports of one vehicle, of one kind.</summary>
/// <param name="Vehicle">Whose.</param>
/// <param name="Kind">The stable code of the kind.</param>
/// <param name="Count">Reports.</param>
/// <param name="First">When it was first found.</param>
/// <param name="Last">When it was found last.</param>
/// <param name="Value">A number that says more, as the kind defines it.</param>
public readonly record struct QualityEntry(VehicleId Vehicle, string Kind, long Count, Instant First, Instant Last, long Value);
