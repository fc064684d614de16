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
    /// reads the journal, so that the open points are known again.
    /// </summary>
    Task<IHistoryPartition> OpenAsync(int partition, CancellationToken cancellation);

    /// <summary>Every partition that was ever opened or given vehicles, in order.</summary>
    Task<IReadOnlyList<PartitionRecord>> PartitionsAsync(CancellationToken cancellation);

    /// <summary>
    /// <see cref="IHistoryPartition.AppendAsync"/> for several partitions of this store in one transaction: all or nothing. The
    /// results are in the order of the batches. A partition occurs once at most.
    /// </summary>
    /// <exception cref="FencedException">One of the partitions has another owner; nothing was written. Drop that one, append the others again.</exception>
    Task<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<PartitionBatch> batches, CancellationToken cancellation);

    /// <summary>The stored points of a vehicle in [from, to] in order of time, without those still open in the owner's memory.</summary>
    /// <exception cref="DamagedHistoryException">
    /// Some of them cannot be read. Thrown before the first of the stretch; where its chunk was set aside already, before any.
    /// </exception>
    IAsyncEnumerable<PositionReport> ReadSealedAsync(VehicleId vehicle, Instant from, Instant to, CancellationToken cancellation);

    /// <summary>The stretches in [from, to] of all vehicles that are set aside as damaged and not given up, in order of vehicle and time.</summary>
    Task<IReadOnlyList<DamagedStretch>> DamagedAsync(Instant from, Instant to, CancellationToken cancellation);

    /// <summary>Whether and why a vehicle is not judged; null where it is.</summary>
    Task<Quarantine?> QuarantineOfAsync(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>Whether anything was ever stored of a vehicle, under this very id.</summary>
    Task<bool> KnowsAsync(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>
    /// The newest checkpoint of a vehicle with <see cref="Checkpoint.At"/> not later than <paramref name="at"/>. Null when there is
    /// none; judging then starts with the first stored point. A checkpoint that does not know a stored point at or before it is
    /// never answered: the transaction that stores such a point removes it.
    /// </summary>
    Task<Checkpoint?> CheckpointAsync(VehicleId vehicle, Instant at, CancellationToken cancellation);

    /// <summary>
    /// Every pass of a vehicle through an area between two instants (both included), in order of vehicle and time. Judged on the lines
    /// between the fixes that belong together, so that who drove through between two fixes is found. Covers what is sealed and the open
    /// points given, which must have been read before: those from <see cref="PresenceMargin"/> before the first to as long after the last instant.
    /// </summary>
    /// <param name="area">Where.</param>
    /// <param name="from">The first instant.</param>
    /// <param name="to">The last instant.</param>
    /// <param name="open">Open points of vehicles that may have been there.</param>
    /// <param name="startAt">The first vehicle wanted; null for all.</param>
    /// <param name="cancellation">Ends the search.</param>
    IAsyncEnumerable<Presence> PresenceAsync(
        GeoArea area, Instant from, Instant to, IReadOnlyCollection<UnsealedPoints> open, VehicleId? startAt, CancellationToken cancellation);

    /// <summary>How far around a span its open points are wanted.</summary>
    static TimeSpan PresenceMargin => PresenceSearch.Margin;

    /// <summary>
    /// Removes chunks that lie wholly before an instant, and keeps the newest checkpoint of each vehicle among them; on PostgreSQL by whole weekly tables, so up to eight days more stay.
    /// Answers how many weekly tables (PostgreSQL) or chunks (SQLite) went.
    /// </summary>
    Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation);
}
