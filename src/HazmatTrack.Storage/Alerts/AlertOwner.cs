using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

/// <summary>Who tells of the vehicles of a partition.</summary>
/// <param name="Partition">Which.</param>
/// <param name="Epoch">The number of its take-over: every later one ends it.</param>
public readonly record struct AlertOwner(int Partition, long Epoch);

/// <summary>What a take-over found.</summary>
/// <param name="Owner">The owner from now on.</param>
/// <param name="BeyondHistory">The vehicles whose alerts reach beyond the offset named, and how far.</param>
public sealed record AlertTakeOver(AlertOwner Owner, IReadOnlyDictionary<VehicleId, long> BeyondHistory);
