using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

/// <summary>The owner that applies alerts for the vehicles of a partition.</summary>
/// <param name="Epoch">The number of its take-over: every later one ends it.</param>
public readonly record struct AlertOwner(int Partition, long Epoch);

/// <summary>The result of a take-over.</summary>
/// <param name="Owner">The owner from now on.</param>
/// <param name="BeyondHistory">The vehicles whose alerts are ahead of the given offset, and their offsets.</param>
public sealed record AlertTakeOver(AlertOwner Owner, IReadOnlyDictionary<VehicleId, long> BeyondHistory);
