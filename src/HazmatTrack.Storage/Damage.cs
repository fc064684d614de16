using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage;

/// <summary>A stored row that cannot be read, or that cannot be what was written. It is left out, and holds up nobody.</summary>
/// <param name="Kind">What it is: <c>chunk</c>, <c>journal</c>, <c>note</c>, <c>vehicle</c>, <c>alert</c>, <c>alert-event</c>, <c>document</c>.</param>
/// <param name="Table">The table it is in.</param>
/// <param name="Key">Its key there, as an operator looks it up.</param>
/// <param name="Vehicle">Whose it is; null where that is not known.</param>
/// <param name="Partition">The partition of <c>positions</c> it belongs to; null where that is not known.</param>
/// <param name="Reason">Why it cannot be read.</param>
/// <param name="Consequence">What follows from leaving it out, in one sentence.</param>
public sealed record Damage(string Kind, string Table, string Key, VehicleId? Vehicle, int? Partition, string Reason, string Consequence);
