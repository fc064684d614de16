using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

/// <summary>The durable alerts, their life cycle and the outbox. PostgreSQL or SQLite; one suite of tests for both.</summary>
public interface IAlertStore
{
    /// <summary>
    /// Applies changes in order, in one transaction with their outbox events. Safe to repeat: what has been applied is left as it is.
    /// Throws only when the store cannot be reached or is broken; nothing was applied then.
    /// </summary>
    Task ApplyAsync(IReadOnlyList<AlertChange> changes, CancellationToken cancellation);

    /// <summary>The findings of a vehicle that stand (not retracted) with an onset in [from, to], in order of onset.</summary>
    Task<IReadOnlyList<StandingFinding>> StandingAsync(VehicleId vehicle, Instant from, Instant to, CancellationToken cancellation);

    /// <summary>
    /// How far in a partition of a log the alerts of a vehicle, retracted ones too, are: the offset that changed one of them last, -1 for none. After
    /// a crash that may be further than history is.
    /// </summary>
    Task<long> ReachAsync(VehicleId vehicle, long incarnation, int partition, CancellationToken cancellation);

    /// <summary>The vehicles whose alerts reach beyond an offset of a partition of a log, and how far.</summary>
    Task<IReadOnlyDictionary<VehicleId, long>> AheadAsync(long incarnation, int partition, long offset, CancellationToken cancellation);
}
