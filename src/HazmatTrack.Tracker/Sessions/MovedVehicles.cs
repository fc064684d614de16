using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>The contents of a partition when its vehicles have moved.</summary>
/// <param name="Placed">The number of partitions by which its records belong to it.</param>
/// <param name="Notes">Its vehicles that are to be re-evaluated.</param>
/// <param name="Quarantines">Its vehicles that are not evaluated.</param>
internal sealed record MovedVehicles(Placed Placed, IReadOnlyList<PendingRejudge> Notes, IReadOnlyList<Quarantine> Quarantines);
