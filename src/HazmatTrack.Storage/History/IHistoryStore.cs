using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Presences;

namespace HazmatTrack.Storage.History;

/// <summary>
/// All positions of all vehicles: one row per chunk of about 240 points, the newest points in a journal and in the memory of the
/// silo that owns the partition. PostgreSQL or SQLite; one suite of tests for both.
/// </summary>
public interface IHistoryStore
{
    /// <summary>
    /// Takes over a partition: fences every earlier owner (whose appends fail from now on with <see cref="FencedException"/>), and
    /// reads the journal, which restores the open points.
    /// </summary>
    Task<IHistoryPartition> OpenAsync(int partition, CancellationToken cancellation);

    /// <summary>Every partition that was ever opened or received vehicles, in order.</summary>
    Task<IReadOnlyList<PartitionRecord>> PartitionsAsync(CancellationToken cancellation);

    /// <summary>
    /// <see cref="IHistoryPartition.AppendAsync"/> for several partitions of this store in one transaction: all or nothing. The
    /// results are in the order of the batches. A partition occurs at most once.
    /// </summary>
    /// <exception cref="FencedException">
    /// One of the partitions has another owner; nothing was written. Drop that one, append the others again.
    /// </exception>
    Task<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<PartitionBatch> batches, CancellationToken cancellation);

    /// <summary>The stored points of a vehicle in [from, to] in order of time, without those still open in the owner's memory.</summary>
    /// <exception cref="DamagedHistoryException">
    /// Some of them cannot be read. Thrown before the first point of the stretch; where its chunk was set aside already, before any point.
    /// </exception>
    IAsyncEnumerable<PositionReport> ReadSealedAsync(VehicleId vehicle, Instant from, Instant to, CancellationToken cancellation);

    /// <summary>The stretches in [from, to] of all vehicles that are set aside as damaged and not given up, in order of vehicle and time.</summary>
    Task<IReadOnlyList<DamagedStretch>> DamagedAsync(Instant from, Instant to, CancellationToken cancellation);

    /// <summary>The quarantine of a vehicle; null where it is judged.</summary>
    Task<Quarantine?> QuarantineOfAsync(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>All vehicles that are quarantined; few, unless the store is damaged.</summary>
    Task<IReadOnlyList<Quarantine>> QuarantinesAsync(CancellationToken cancellation);

    /// <summary>The newest event time of a vehicle's sealed points; null where none is sealed.</summary>
    Task<Instant?> SealedToAsync(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>Whether anything was ever stored under exactly this vehicle id.</summary>
    Task<bool> KnowsAsync(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>
    /// The newest checkpoint of a vehicle with <see cref="Checkpoint.At"/> not later than <paramref name="at"/>. Null when there is
    /// none; judging then starts with the first stored point. A checkpoint that does not include a stored point at or before it is
    /// never returned: the transaction that stores such a point removes it.
    /// </summary>
    Task<Checkpoint?> CheckpointAsync(VehicleId vehicle, Instant at, CancellationToken cancellation);

    /// <summary>
    /// Every pass of a vehicle through an area between two instants (both included), in order of vehicle and time. Evaluated on the lines
    /// between consecutive fixes, so that a vehicle that drove through between two fixes is found. Covers sealed points and the given open
    /// points, which must have been read before: those from <see cref="PresenceMargin"/> before the first to as long after the last instant.
    /// </summary>
    /// <param name="open">Open points of vehicles that may have been there.</param>
    /// <param name="startAt">The first vehicle wanted; null for all.</param>
    /// <exception cref="IOException">The database went to another timeline meanwhile, where chunks may be of other vehicles.</exception>
    IAsyncEnumerable<Presence> PresenceAsync(
        GeoArea area, Instant from, Instant to, IReadOnlyCollection<UnsealedPoints> open, VehicleId? startAt, CancellationToken cancellation);

    /// <summary>How far around a span its open points are needed.</summary>
    static TimeSpan PresenceMargin => PresenceSearch.Margin;

    /// <summary>
    /// Removes chunks that end before an instant, and keeps the newest checkpoint of each vehicle among them; on PostgreSQL by whole weekly
    /// tables, so up to eight days more are kept.
    /// Returns how many weekly tables (PostgreSQL) or chunks (SQLite) were removed.
    /// </summary>
    Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation);
}
