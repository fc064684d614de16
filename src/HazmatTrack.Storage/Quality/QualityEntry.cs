using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Quality;

/// <summary>The findings of one kind about the reports of one vehicle.</summary>
/// <param name="Kind">The stable code of the kind.</param>
/// <param name="Count">The number of reports.</param>
/// <param name="First">When it was first found.</param>
/// <param name="Last">When it was last found.</param>
/// <param name="Value">An additional number, as the kind defines it.</param>
public readonly record struct QualityEntry(VehicleId Vehicle, string Kind, long Count, Instant First, Instant Last, long Value);
