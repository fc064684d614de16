using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.History.Damaged;

/// <summary>A vehicle that is not judged, since its state is unavailable or judging it fails. Its reports are still stored in history.</summary>
/// <param name="Since">When it was quarantined, by the wall clock.</param>
/// <param name="Reason">The reason, for an operator.</param>
public sealed record Quarantine(VehicleId Vehicle, Instant Since, string Reason);
