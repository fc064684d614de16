using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Alerts;

/// <summary>The durable alerts, their life cycle and the outbox. PostgreSQL or SQLite; one suite of tests for both.</summary>
public interface IAlertStore
{
    /// <summary>
    /// Takes a partition over: from now on nothing is applied any more in the name of an earlier owner, even one that does not know yet.
    /// </summary>
    /// <param name="incarnation">Which log is read.</param>
    /// <param name="partition">Which of its partitions.</param>
    /// <param name="offset">How far the partition is in history.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<AlertTakeOver> TakeOverAsync(long incarnation, int partition, long offset, CancellationToken cancellation);

    /// <summary>
    /// Applies changes in order, in one transaction with their outbox events. Safe to repeat: what has been applied is left as it is. Whatever it
    /// throws, nothing was applied.
    /// </summary>
    /// <param name="changes">The changes.</param>
    /// <param name="owners">In whose name: the owners of the partitions that they come from.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FencedException">One of the owners has been replaced.</exception>
    Task ApplyAsync(IReadOnlyList<AlertChange> changes, IReadOnlyList<AlertOwner> owners, CancellationToken cancellation);

    /// <summary>
    /// The findings of a vehicle that stand (not retracted) with an onset, or the one that they were first raised with, in [from, to], in order of onset.
    /// </summary>
    Task<IReadOnlyList<ActiveFinding>> StandingAsync(VehicleId vehicle, Instant from, Instant to, CancellationToken cancellation);

    /// <summary>
    /// How far in a partition of a log the alerts of a vehicle, retracted ones too, are: the offset that changed one of them last, -1 for none. After
    /// a crash that may be further than history is.
    /// </summary>
    Task<long> ReachAsync(VehicleId vehicle, long incarnation, int partition, CancellationToken cancellation);
}
