using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.History.Damaged;

/// <summary>A vehicle that is not judged, since its state cannot be had or judging it fails. Its reports go into history all the same.</summary>
/// <param name="Vehicle">Which one.</param>
/// <param name="Since">When it was set aside, by the wall clock.</param>
/// <param name="Reason">Why, for an operator.</param>
public sealed record Quarantine(VehicleId Vehicle, Instant Since, string Reason);
