using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

/// <summary>The durable alerts, their life cycle and the outbox. PostgreSQL or SQLite; one suite of tests for both.</summary>
public interface IAlertStore
{
    /// <summary>
    /// Takes a partition over: from now on nothing is applied in the name of an earlier owner, even one that does not know yet.
    /// </summary>
    /// <param name="incarnation">The incarnation of the log.</param>
    /// <param name="offset">How far the partition is in history.</param>
    Task<AlertTakeOver> TakeOverAsync(long incarnation, int partition, long offset, CancellationToken cancellation);

    /// <summary>
    /// Records that a log has ended, as its topic was created again: of the vehicles whose alerts rest on reports beyond what history has, and only of them,
    /// it stays recorded. To be called after the partition is taken over, so that no earlier owner applies more. Repeating it changes nothing.
    /// </summary>
    /// <param name="incarnation">The incarnation of the log that has ended.</param>
    /// <param name="offset">How far the partition of that log is in history.</param>
    Task EndLogAsync(long incarnation, int partition, long offset, CancellationToken cancellation);

    /// <summary>
    /// Records that records of a log are gone before history has them, as the topic's retention removed them: of the vehicles whose alerts rest on one of them
    /// it stays recorded, as of an ended log. To be called after the partition is taken over. Repeating it changes nothing.
    /// </summary>
    /// <param name="after">How far the partition is in history.</param>
    /// <param name="before">The first offset that the log still has.</param>
    Task LoseRecordsAsync(long incarnation, int partition, long after, long before, CancellationToken cancellation);

    /// <summary>
    /// The vehicles with alerts that rest on reports of ended logs, or on records that are gone, which history does not have, in any partition: those reports
    /// are never read again there.
    /// </summary>
    /// <returns>Each with the event time up to which its alerts rest on reports.</returns>
    Task<IReadOnlyDictionary<VehicleId, Instant>> BeyondEndedLogsAsync(CancellationToken cancellation);

    /// <summary>Removes vehicles from <see cref="BeyondEndedLogsAsync"/>: their alerts follow from history again.</summary>
    Task SettleAsync(IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation);

    /// <summary>
    /// Applies changes in order, in one transaction with their outbox events. Idempotent: changes that were applied before have no effect. After any
    /// exception nothing was applied.
    /// </summary>
    /// <param name="owners">The owners of the partitions that the changes come from.</param>
    /// <exception cref="FencedException">One of the owners has been replaced.</exception>
    Task ApplyAsync(IReadOnlyList<AlertChange> changes, IReadOnlyList<AlertOwner> owners, CancellationToken cancellation);

    /// <summary>
    /// The active findings of a vehicle (not retracted) with an onset, or the one that they were first raised with, in [from, to], in order of onset.
    /// </summary>
    Task<IReadOnlyList<ActiveFinding>> ActiveAsync(VehicleId vehicle, Instant from, Instant to, CancellationToken cancellation);

    /// <summary>
    /// The offset up to which a log's partition has changed the alerts of a vehicle, retracted ones too: the offset that last changed one of them, -1 for
    /// none. After a crash it may be ahead of history.
    /// </summary>
    Task<long> ReachAsync(VehicleId vehicle, long incarnation, int partition, CancellationToken cancellation);
}
