using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History;

/// <summary>One partition's history in the hands of the silo that consumes it. Calls to <see cref="AppendAsync"/> come one at a time.</summary>
public interface IHistoryPartition : IAsyncDisposable
{
    int Partition { get; }

    /// <summary>This ownership's number: greater than that of every earlier owner of the partition.</summary>
    long Epoch { get; }

    /// <summary>How far the log is in history: the greatest offset of the newest incarnation appended; -1 before the first.</summary>
    (long Incarnation, long LastOffset) Recorded { get; }

    /// <summary>
    /// What was filed up to this revision of the registry has been taken into account; null before the first
    /// <see cref="TakeDocumentsAsync(IReadOnlyDictionary{VehicleId, Instant}, DocumentMark, CancellationToken)"/>. Lowered by
    /// <see cref="TakeInAsync"/> where a vehicle comes from a partition of a lesser one.
    /// </summary>
    long? DocumentsRevision { get; }

    /// <summary>What of it owners of this partition have passed over, since they did not know the kind.</summary>
    PassedKinds DocumentsPassed { get; }

    /// <summary>
    /// The versions of the rules' parameters by which vehicles of this partition were judged: what stands of a vehicle without a note is what they say. Of a
    /// rule that is not among them it is not known. Grows by <see cref="TakeInAsync"/> where vehicles come that were judged by others.
    /// </summary>
    IReadOnlyList<JudgedBy> JudgedBy { get; }

    /// <summary>Whether the vehicle ever had a point in this partition.</summary>
    bool Knows(VehicleId vehicle);

    /// <summary>How many vehicles ever had a point in this partition.</summary>
    int VehicleCount { get; }

    /// <summary>By which number of partitions the vehicles are placed that history has here.</summary>
    Placement Placement { get; }

    /// <summary>Records a placement.</summary>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task PlaceAsync(Placement placement, CancellationToken cancellation);

    /// <summary>
    /// Seals every open point, then gives the vehicles that belong elsewhere to their partitions, with their chunks, checkpoints, notes, quarantines and
    /// damaged rows, lowers the revision of documents of those partitions to that of this one, adds the parameters that this one was judged by to theirs, and
    /// records the new placement, in one transaction. Nothing may be appended meanwhile.
    /// </summary>
    /// <param name="placement">The placement from then on.</param>
    /// <param name="home">The partition of a vehicle by it.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>How many vehicles have gone.</returns>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing has moved.</exception>
    Task<int> MoveAsync(Placement placement, Func<VehicleId, int> home, CancellationToken cancellation);

    /// <summary>
    /// Takes in the vehicles that other partitions have given to this one since it was opened, their notes, and the revision of documents and the
    /// parameters as they are then.
    /// </summary>
    Task TakeInAsync(CancellationToken cancellation);

    /// <summary>All vehicles that ever had a point in this partition, for building lost hot state again.</summary>
    IAsyncEnumerable<VehicleId> VehiclesAsync(CancellationToken cancellation);

    /// <summary>
    /// Makes a batch durable in one transaction: journal, chunks that became full, late points merged into older chunks, and a
    /// note of every vehicle that must be judged again. Duplicates merge.
    /// </summary>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task<AppendResult> AppendAsync(HistoryBatch batch, CancellationToken cancellation);

    /// <summary>The points of a vehicle that are not yet in a sealed chunk, in order of time.</summary>
    IReadOnlyList<PositionReport> OpenPoints(VehicleId vehicle);

    /// <summary>
    /// Adds all points of a vehicle after an instant (all at all, where it is null) to a list, in order of time, if none of them is sealed.
    /// False, with nothing added, where the store must be asked.
    /// </summary>
    bool TryOpenAfter(VehicleId vehicle, Instant? after, List<PositionReport> into);

    /// <summary>Time of a vehicle's newest point that is in a sealed chunk; null where there is none.</summary>
    Instant? SealedTo(VehicleId vehicle);

    /// <summary>The vehicles that have open points.</summary>
    IReadOnlyList<VehicleId> OpenVehicles();

    /// <summary>The newest time held of a vehicle, open or sealed; null for a vehicle without history.</summary>
    Task<IReadOnlyDictionary<VehicleId, Instant>> NewestAsync(IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation);

    /// <summary>Vehicles noted to be judged again and since when, left by this or an earlier owner and not yet done.</summary>
    Task<IReadOnlyList<PendingRejudge>> PendingRejudgesAsync(CancellationToken cancellation);

    /// <summary>The note of a vehicle that is to be judged again; null where there is none.</summary>
    PendingRejudge? NoteOf(VehicleId vehicle);

    /// <summary>
    /// Removes notes once their alerts and states are stored, and replaces the checkpoints of each vehicle after <c>note.From</c>, in one transaction. A
    /// note widened in the meantime stays, and its checkpoints are not kept.
    /// </summary>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task RejudgedAsync(IReadOnlyList<JudgedAgain> vehicles, CancellationToken cancellation);

    /// <summary>The vehicles of this partition that are set aside, by this or an earlier owner.</summary>
    Task<IReadOnlyList<Quarantine>> QuarantinesAsync(CancellationToken cancellation);

    /// <summary>Notes that a vehicle is not judged. One that is noted already stays as it is.</summary>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task QuarantineAsync(Quarantine quarantine, CancellationToken cancellation);

    /// <summary>Notes that a vehicle is judged again, quarantined before or not, and from when on.</summary>
    /// <param name="vehicle">Which one.</param>
    /// <param name="from">No later than this; null where the newest checkpoint will do.</param>
    /// <param name="givesUp">Whether what cannot be read of its history is given up, for good: it stays in the table of damaged rows, and nobody waits for its repair.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Null for a vehicle without history.</returns>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task<PendingRejudge?> ReleaseAsync(VehicleId vehicle, Instant? from, bool givesUp, CancellationToken cancellation);

    /// <summary>
    /// Notes in one transaction the vehicles that filings touch, and up to which revision of the registry filings are noted. Their checkpoints from then
    /// on are removed. Left out is a vehicle that is not known here, or of which everything stored is earlier. Earlier filings noted again do no harm.
    /// </summary>
    /// <remarks>
    /// The revision rises only where the store has it as this owner knows it: a partition that has given a vehicle to this one has lowered it, and the
    /// vehicle is known here only after the next <see cref="TakeInAsync"/>.
    /// </remarks>
    /// <param name="touched">From when on each vehicle may be judged otherwise.</param>
    /// <param name="mark">
    /// The registry's revision, less than before only where this owner judges by older documents, or the registry has fewer filings than it had; and the kinds
    /// of document that were passed over, or are not any more.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The notes, widened by what was noted before.</returns>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task<IReadOnlyList<PendingRejudge>> TakeDocumentsAsync(
        IReadOnlyDictionary<VehicleId, Instant> touched, DocumentMark mark, CancellationToken cancellation);

    /// <summary>The same where no kind is passed over.</summary>
    Task<IReadOnlyList<PendingRejudge>> TakeDocumentsAsync(
        IReadOnlyDictionary<VehicleId, Instant> touched, long revision, CancellationToken cancellation) =>
        TakeDocumentsAsync(touched, new DocumentMark(revision), cancellation);

    /// <summary>
    /// Records that vehicles are judged by these parameters from now on, besides those recorded before. To be called before anything is judged by them.
    /// Nothing is written where all of them are recorded.
    /// </summary>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task JudgeByAsync(IReadOnlyList<ParameterRecord> parameters, CancellationToken cancellation);

    /// <summary>
    /// Notes in one transaction the vehicles that changed parameters touch, and forgets those parameters that nothing rests on any more. Checkpoints from
    /// then on are removed. Left out is a vehicle that is not known here, or of which everything stored is earlier. Noted again does no harm.
    /// </summary>
    /// <remarks>Parameters that vehicles have brought along which are known here only after the next <see cref="TakeInAsync"/> stay recorded.</remarks>
    /// <param name="vehicles">Which.</param>
    /// <param name="from">From when on they are judged otherwise; no earlier than <c>History:Keep</c> ago.</param>
    /// <param name="superseded">
    /// Of <see cref="JudgedBy"/>, those that all vehicles which they touch are noted for with this call: none while more calls follow.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The notes, widened by what was noted before.</returns>
    /// <exception cref="FencedException">Another silo owns the partition now; nothing was written.</exception>
    Task<IReadOnlyList<PendingRejudge>> TakeParametersAsync(
        IReadOnlyCollection<VehicleId> vehicles, Instant from, IReadOnlyList<JudgedBy> superseded, CancellationToken cancellation);

    /// <summary>
    /// The vehicles of this partition that have points from an instant on, and, where a box is given, those that may have come near it: by the boxes of
    /// their chunks, so that none is missing and some are too many.
    /// </summary>
    /// <param name="near">The box; null for anywhere.</param>
    /// <param name="from">The instant.</param>
    /// <param name="cancellation">Ends the search.</param>
    Task<IReadOnlyCollection<VehicleId>> SeenAsync(GeoArea? near, Instant from, CancellationToken cancellation);

    /// <summary>
    /// Seals every open chunk and empties the journal. A hand-over does not need it (the next owner reads the journal);
    /// <see cref="MoveAsync"/> does.
    /// </summary>
    Task FlushAsync(CancellationToken cancellation);
}
