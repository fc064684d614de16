using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>What a partition has when its vehicles have moved.</summary>
/// <param name="Placed">By which number of partitions its records belong to it.</param>
/// <param name="Notes">Its vehicles that are to be judged again.</param>
/// <param name="Quarantines">Its vehicles that are not judged.</param>
internal sealed record MovedVehicles(Placed Placed, IReadOnlyList<PendingRejudge> Notes, IReadOnlyList<Quarantine> Quarantines);
