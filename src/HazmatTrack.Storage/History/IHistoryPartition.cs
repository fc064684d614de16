using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History;

/// <summary>One partition's history for the silo that consumes it. Calls to <see cref="AppendAsync"/> must not overlap.</summary>
public interface IHistoryPartition : IAsyncDisposable
{
    int Partition { get; }

    /// <summary>The number of this ownership: greater than that of every earlier owner of the partition.</summary>
    long Epoch { get; }

    /// <summary>How far history has stored the log: the greatest offset of the newest incarnation appended; -1 before the first.</summary>
    (long Incarnation, long LastOffset) Recorded { get; }

    /// <summary>
    /// Filings up to this revision of the registry have been taken into account; null before the first
    /// <see cref="TakeDocumentsAsync(IReadOnlyDictionary{VehicleId, Instant}, DocumentMark, CancellationToken)"/>. Lowered by
    /// <see cref="TakeInAsync"/> where a vehicle comes from a partition with a lower one.
    /// </summary>
    long? DocumentsRevision { get; }

    /// <summary>The filings that owners of this partition have passed over, since they did not know the kind.</summary>
    PassedKinds DocumentsPassed { get; }

    /// <summary>
    /// The versions of the rules' parameters by which vehicles of this partition were judged: the active findings of a vehicle without a note follow from
    /// them. For a rule that is not among them it is not known. <see cref="TakeInAsync"/> adds those of vehicles that other versions judged.
    /// </summary>
    IReadOnlyList<JudgedBy> JudgedBy { get; }

    /// <summary>Whether the vehicle ever had a point in this partition.</summary>
    bool Knows(VehicleId vehicle);

    /// <summary>How many vehicles ever had a point in this partition.</summary>
    int VehicleCount { get; }

    /// <summary>The partition count by which the vehicles are placed that history has here.</summary>
    Placement Placement { get; }

    /// <summary>Records where the partition is held, so that readers ask there for its open points.</summary>
    /// <param name="silo">The name of the silo, as <see cref="PartitionRecord.Silo"/> gives it.</param>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task HoldAsync(string silo, CancellationToken cancellation);

    /// <summary>Records a placement.</summary>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task PlaceAsync(Placement placement, CancellationToken cancellation);

    /// <summary>
    /// Seals every open point, then moves the vehicles that belong elsewhere to their partitions, with their chunks, checkpoints, notes, quarantines and
    /// damaged rows, lowers the revision of documents of those partitions to that of this one, adds the parameters by which this one was judged to theirs, and
    /// records the new placement, in one transaction. No append may run meanwhile.
    /// </summary>
    /// <param name="placement">The placement from then on.</param>
    /// <param name="home">Returns the partition of a vehicle in that placement.</param>
    /// <returns>How many vehicles have moved.</returns>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing has moved.</exception>
    Task<int> MoveAsync(Placement placement, Func<VehicleId, int> home, CancellationToken cancellation);

    /// <summary>
    /// Adds the vehicles that other partitions have moved to this one since it was opened, their notes, and the current revision of documents and
    /// parameters.
    /// </summary>
    Task TakeInAsync(CancellationToken cancellation);

    /// <summary>All vehicles that ever had a point in this partition, for rebuilding lost hot state.</summary>
    IAsyncEnumerable<VehicleId> VehiclesAsync(CancellationToken cancellation);

    /// <summary>
    /// Makes a batch durable in one transaction: journal, chunks that became full, late points merged into older chunks, and a
    /// note of every vehicle that must be judged again. Duplicates are merged.
    /// </summary>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task<AppendResult> AppendAsync(HistoryBatch batch, CancellationToken cancellation);

    /// <summary>The points of a vehicle that are not yet in a sealed chunk, in order of time.</summary>
    IReadOnlyList<PositionReport> OpenPoints(VehicleId vehicle);

    /// <summary>
    /// Adds all points of a vehicle after an instant (all points, where it is null) to a list, in order of time, if none of them is sealed.
    /// Returns false, with nothing added, where the store must be read.
    /// </summary>
    bool TryOpenAfter(VehicleId vehicle, Instant? after, List<PositionReport> into);

    /// <summary>Time of a vehicle's newest point that is in a sealed chunk; null where there is none.</summary>
    Instant? SealedTo(VehicleId vehicle);

    /// <summary>The vehicles that have open points.</summary>
    IReadOnlyList<VehicleId> OpenVehicles();

    /// <summary>The newest time of a vehicle's points, open or sealed; null for a vehicle without history.</summary>
    Task<IReadOnlyDictionary<VehicleId, Instant>> NewestAsync(IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation);

    /// <summary>Vehicles noted to be judged again and from when on, by this or an earlier owner, and not finished yet.</summary>
    Task<IReadOnlyList<PendingRejudge>> PendingRejudgesAsync(CancellationToken cancellation);

    /// <summary>The note of a vehicle that is to be judged again; null where there is none.</summary>
    PendingRejudge? NoteOf(VehicleId vehicle);

    /// <summary>
    /// Removes notes once their alerts and states are stored, and replaces the checkpoints of each vehicle after <c>note.From</c>, in one transaction. A
    /// note widened in the meantime stays, and its checkpoints are not kept.
    /// </summary>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task RejudgedAsync(IReadOnlyList<JudgedAgain> vehicles, CancellationToken cancellation);

    /// <summary>The vehicles of this partition that are quarantined, by this or an earlier owner.</summary>
    Task<IReadOnlyList<Quarantine>> QuarantinesAsync(CancellationToken cancellation);

    /// <summary>Records that a vehicle is not judged. An existing record is unchanged.</summary>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task QuarantineAsync(Quarantine quarantine, CancellationToken cancellation);

    /// <summary>Notes that a vehicle is judged again, quarantined before or not, and from when on.</summary>
    /// <param name="from">The latest start; null where the newest checkpoint suffices.</param>
    /// <param name="givesUp">
    /// Whether the unreadable part of its history is given up for good: it stays in the table of damaged rows, and no reader waits for its repair.
    /// </param>
    /// <returns>Null for a vehicle without history.</returns>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task<PendingRejudge?> ReleaseAsync(VehicleId vehicle, Instant? from, bool givesUp, CancellationToken cancellation);

    /// <summary>
    /// Notes in one transaction the vehicles that filings touch, and up to which revision of the registry filings are noted. Their checkpoints from then
    /// on are removed. A vehicle that is unknown here, or whose stored points are all earlier, is skipped. Noting earlier filings again has no effect.
    /// </summary>
    /// <remarks>
    /// The revision rises only where the store has the value that this owner knows: a partition that has moved a vehicle to this one has lowered it, and
    /// the vehicle is known here only after the next <see cref="TakeInAsync"/>.
    /// </remarks>
    /// <param name="touched">The instant from which each vehicle may be judged differently.</param>
    /// <param name="mark">
    /// The registry's revision, lower than before only where this owner judges by older documents, or the registry has fewer filings than it had; and the
    /// kinds of document that were passed over, or no longer are.
    /// </param>
    /// <returns>The notes, merged with earlier ones.</returns>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task<IReadOnlyList<PendingRejudge>> TakeDocumentsAsync(
        IReadOnlyDictionary<VehicleId, Instant> touched, DocumentMark mark, CancellationToken cancellation);

    /// <summary>The same where no kind is passed over.</summary>
    Task<IReadOnlyList<PendingRejudge>> TakeDocumentsAsync(
        IReadOnlyDictionary<VehicleId, Instant> touched, long revision, CancellationToken cancellation) =>
        TakeDocumentsAsync(touched, new DocumentMark(revision), cancellation);

    /// <summary>
    /// Records that vehicles are judged by these parameters from now on, in addition to those recorded before; in a partition that has records, also that
    /// they were judged without a rule that has none, and are judged without one that is recorded and not among these. To be called before anything is
    /// judged by them. Nothing is written where all of that is recorded.
    /// </summary>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task JudgeByAsync(IReadOnlyList<ParameterRecord> parameters, CancellationToken cancellation);

    /// <summary>
    /// Notes in one transaction the vehicles that changed parameters touch, and removes the parameters on which no result depends any more. Checkpoints from
    /// then on are removed. A vehicle that is unknown here, or whose stored points are all earlier, is skipped. Noting again has no effect.
    /// </summary>
    /// <remarks>Parameters that vehicles have brought along and that are known here only after the next <see cref="TakeInAsync"/> stay recorded.</remarks>
    /// <param name="from">The instant from which they are judged differently; no earlier than <c>History:Keep</c> ago.</param>
    /// <param name="superseded">
    /// Those of <see cref="JudgedBy"/> for which this call notes all vehicles that they touch: none while more calls follow.
    /// </param>
    /// <returns>The notes, merged with earlier ones.</returns>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task<IReadOnlyList<PendingRejudge>> TakeParametersAsync(
        IReadOnlyCollection<VehicleId> vehicles, Instant from, IReadOnlyList<JudgedBy> superseded, CancellationToken cancellation);

    /// <summary>
    /// The vehicles of this partition that have points from an instant on, and, where a box is given, those that may have come near it: by the boxes of
    /// their chunks, so that none is missing and some are false positives.
    /// </summary>
    /// <param name="near">The box; null for anywhere.</param>
    Task<IReadOnlyCollection<VehicleId>> SeenAsync(GeoArea? near, Instant from, CancellationToken cancellation);

    /// <summary>
    /// Seals every open chunk and empties the journal. A hand-over does not need it (the next owner reads the journal);
    /// <see cref="MoveAsync"/> does.
    /// </summary>
    Task FlushAsync(CancellationToken cancellation);
}
