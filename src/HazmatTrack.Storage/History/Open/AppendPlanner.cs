using System.Runtime.InteropServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History.Open;

/// <summary>
/// Plans an append without executing it: which points are new, which chunks are full, which points go into the journal, which
/// vehicles must be judged again. Then the write is stored, and memory is changed only after that, so that a failed write leaves it as it was.
/// </summary>
/// <remarks>
/// A chunk is written once, when it is full: until then its points are open, in the owner's memory and, so that they survive a crash, in the journal.
/// The points of one vehicle by event time:
/// <code>
///                  SealedTo                          newest
///                         |                               |
///   +---------+-----------+---------------------+---------+
///   |  chunk  |   chunk   |  open: 240 to seal  | 32 open |   in memory
///   +---------+-----------+---------------------+---------+
///       ^ late            |  41 | 42 |   ...    | 45 | 46 |   in journal rows, one per append
///
/// Append 47 brings the 272nd open point and seals:
///
///                                        SealedTo    newest
///                                               |         |
///   +---------+-----------+---------------------+---------+
///   |  chunk  |   chunk   |        chunk        | 32 open |   in memory
///   +---------+-----------+---------------------+---------+
///                                               |   47    |   row 47 holds every open point; rows 41 to 46 are not needed
/// </code>
/// All vehicles of a partition share its journal rows: a row is deleted once no vehicle needs it or an older one.
///
/// Late points, those up to SealedTo or before the tracker's tail, are held apart in memory, and merged together: into the open points when these are
/// sealed, and into the chunks when a chunk's worth has arrived, when their journal rows are old, or when their memory is needed. A terminal delivers the
/// hours that it kept some points at a time, and each would otherwise rewrite the same chunk or all open points. Those that belong in chunks have a
/// journal of their own.
/// </remarks>
internal sealed partial class AppendPlanner(
    HistoryDatabase database, JournalBlock journal, JournalBlock lateJournal, LateBudget budget, Func<GeoPoint, ProvinceCode>? locate, TimeProvider time,
    Action<Damage> found)
{
    /// <summary>The number of newest points that stay open, so that a slightly late point does not change a chunk.</summary>
    public const int KeptOpen = 32;

    private static readonly Instant s_latest = Instant.From(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly List<PositionReport> _arrived = [];
    private readonly List<PositionReport> _held = [];
    private readonly List<PositionReport> _merged = [];

    /// <summary>Fills a plan and a write. An unreadable stored chunk is set aside, and points that belong in it go into a separate chunk.</summary>
    /// <param name="plan">Empty except for its number.</param>
    /// <param name="vehicles">The vehicles of the batch's tracks, in their order.</param>
    /// <param name="seal">Vehicles whose open points must all be sealed.</param>
    /// <param name="merge">Vehicles whose late points must be merged into chunks.</param>
    /// <param name="write">The changes to be stored.</param>
    /// <exception cref="VehicleHistoryException">The reports of a vehicle cannot be stored.</exception>
    public async Task PlanAsync(
        AppendPlan plan, HistoryBatch batch, List<VehicleHistory> vehicles, List<VehicleHistory> seal, List<VehicleHistory> merge, HistoryWrite write,
        CancellationToken cancellation)
    {
        plan.Touched.EnsureCapacity(vehicles.Count + seal.Count + merge.Count);
        plan.Reserve(vehicles.Count + seal.Count + merge.Count);
        for (var i = 0; i < vehicles.Count; i++)
        {
            plan.Touch(vehicles[i]);
            try
            {
                Sort(plan, vehicles[i], batch.Tracks[i]);
            }
            catch (Exception e)
            {
                throw new VehicleHistoryException(vehicles[i].Vehicle, plan.Owner.Partition, e);
            }
        }

        foreach (var vehicle in seal.Concat(merge).Where(v => !v.IsPlanned))
        {
            plan.Touch(vehicle);
        }

        seal.ForEach(v => v.Plan.SealAll = true);
        merge.ForEach(v => v.Plan.MergeLate = true);

        // One query reads the stored chunks of all vehicles. Most appends need none: all their points follow the newest, and no chunk is full.
        var spans = ChooseSeals(plan);
        var rows = spans.Count == 0 ? [] : await database.ChunksAsync(spans, cancellation);

        // A row in two spans occurs twice.
        var stored = rows.DistinctBy(r => (r.Vehicle, r.Start)).ToLookup(r => r.Vehicle);
        journal.Clear();
        lateJournal.Clear();
        var next = 0;
        foreach (var vehicle in plan.Touched)
        {
            // The tracks come first, in the batch's order.
            try
            {
                Finish(plan, vehicle, next < batch.Tracks.Count ? batch.Tracks[next++] : default, batch.FirstOffset, stored, write);
            }
            catch (Exception e)
            {
                throw new VehicleHistoryException(vehicle.Vehicle, plan.Owner.Partition, e);
            }
        }
    }

    private static void CheckTimes(VehicleHistory vehicle, Instant first, Instant last)
    {
        if (first.UnixMilliseconds < 0 || last >= s_latest)
        {
            throw new ArgumentException($"Vehicle {vehicle.Vehicle} reports {(last >= s_latest ? last : first).UnixMilliseconds} ms since 1970: no time that history keeps.");
        }
    }

    private static bool Follows(ReadOnlySpan<PositionReport> points, Instant? after)
    {
        var last = after ?? new Instant(long.MinValue);
        foreach (ref readonly var point in points)
        {
            if (point.Time <= last)
            {
                return false;
            }

            last = point.Time;
        }

        return true;
    }

    /// <summary>
    /// The size of a vehicle's first chunk, 120 to 239 points depending on its number: vehicles that start together and report at the same interval
    /// would otherwise fill all their chunks together, and one append would seal them all while alerts wait for it.
    /// </summary>
    private static int FirstChunk(VehicleHistory vehicle) => ChunkSize.WorthContinuing + (vehicle.Key % (ChunkSize.Full - ChunkSize.WorthContinuing));

    /// <summary>Separates new points from duplicates, and late ones from the rest.</summary>
    private void Sort(AppendPlan plan, VehicleHistory vehicle, in TrackAppend track)
    {
        var points = track.Points.Span;
        if (points.IsEmpty)
        {
            return;
        }

        // The usual case: the points are in order and all newer than those held, so they are appended without decoding the open points.
        ref var of = ref vehicle.Plan;
        if (Follows(points, vehicle.Newest))
        {
            CheckTimes(vehicle, points[0].Time, points[^1].Time);
            of.Arrived = track.Points;
            of.Earliest = points[0].Time;
            plan.New += points.Length;
            return;
        }

        _arrived.Clear();
        _arrived.AddRange(points);
        plan.Duplicates += PointMerge.Normalise(_arrived);
        var arrived = CollectionsMarshal.AsSpan(_arrived);
        CheckTimes(vehicle, arrived[0].Time, arrived[^1].Time);

        // Late points may be in stored chunks, some of which are not read yet. The others are merged with the open points.
        var late = UpTo(arrived, LateTo(vehicle, track.TailBase)).Length;
        of.Late = late > 0 ? arrived[..late].ToArray() : null;
        var rest = arrived[late..];
        if (rest.IsEmpty)
        {
            return;
        }

        if (Follows(rest, vehicle.Newest))
        {
            of.Arrived = rest.ToArray();
            of.Earliest = rest[0].Time;
            plan.New += rest.Length;
            return;
        }

        vehicle.Late?.Forget(rest[0].Time);
        Hold(vehicle);
        _merged.Clear();
        var changed = new List<PositionReport>();
        var changes = new PointMerge.Changes { Points = changed };
        PointMerge.Merge(CollectionsMarshal.AsSpan(_held), rest, _merged, ref changes);
        plan.New += changes.New;
        plan.Duplicates += changes.Duplicates;
        if (changes.Earliest is not null)
        {
            // The journal gets only the changed points: the others are in older rows already.
            of.Earliest = changes.Earliest;
            of.Merged = [.. _merged];
            of.Journal = changed.ToArray();
        }
    }

    /// <summary>Decides which points are sealed; returns the stored chunks that must be read for them and for the late points.</summary>
    private List<ChunkSpan> ChooseSeals(AppendPlan plan)
    {
        var spans = new List<ChunkSpan>();
        foreach (var vehicle in plan.Touched)
        {
            ref var of = ref vehicle.Plan;
            ChooseLate(vehicle, spans);
            var lateOpen = vehicle.Late?.Open.Count ?? 0;
            var count = (of.Merged?.Length ?? (vehicle.Open.Count + of.Arrived.Length)) + lateOpen;
            var full = vehicle.SealedTo is null ? FirstChunk(vehicle) : ChunkSize.Full;
            if (!of.SealAll && count < full + KeptOpen)
            {
                continue;
            }

            if (of.Merged is null || lateOpen > 0)
            {
                of.Merged = WithLate(vehicle);
                of.TakesLate = lateOpen > 0;
                count = of.Merged.Length;
                if (!of.SealAll && count < full + KeptOpen)
                {
                    // Late points that replace open ones were counted twice.
                    continue;
                }
            }

            // SealAll leaves short chunks. They are continued while they hold fewer than WorthContinuing points, so that a vehicle that is often
            // sealed early does not get many small rows.
            var continues = count > 0 && vehicle.SealedTo is not null
                && vehicle.ChunkPoints < ChunkSize.WorthContinuing
                && of.Merged[0].Time - vehicle.ChunkStart < ChunkSize.LongestSpan;
            if (continues || of.MergeLate)
            {
                spans.Add(new(vehicle.Key, new(vehicle.ChunkStart.UnixMilliseconds - 1), vehicle.ChunkStart));
            }

            of.Continues = continues;

            // After a back-fill the open points may fill several chunks.
            of.Seal = of.SealAll ? count : continues ? ChunkSize.Full - vehicle.ChunkPoints : full;
            while (count - of.Seal >= ChunkSize.Full + KeptOpen)
            {
                of.Seal += ChunkSize.Full;
            }
        }

        return spans;
    }

    private void Finish(
        AppendPlan plan, VehicleHistory vehicle, in TrackAppend track, long firstOffset, ILookup<int, ChunkRow> stored, HistoryWrite write)
    {
        ref var of = ref vehicle.Plan;
        CompareLate(plan, vehicle, stored, write);

        // Judge comes before KeepCheckpoint, since a late point may invalidate the checkpoint that would be stored with the sealed chunk.
        var merge = of.MergeLate || of.Seal > 0 ? Merge(vehicle, stored) : null;
        SortLate(ref of, vehicle.SealedTo);
        Judge(plan, vehicle, track, firstOffset, write);
        if (merge is not null)
        {
            KeepCheckpoint(ref of, merge);
            SetAside(plan, vehicle, merge.Damaged, write);
            write.Inserted.AddRange(merge.Inserted);
            write.Updated.AddRange(merge.Updated);
        }

        Journal(plan, vehicle);
        JournalLate(plan, vehicle);

        // The vehicle's row changes only with its chunks or checkpoints: an append that only journals writes no row per vehicle.
        if ((of.Chunks is { } c && c != (vehicle.SealedTo, vehicle.ChunkStart, vehicle.ChunkPoints)) || of.CheckpointBound != vehicle.CheckpointBound)
        {
            var (sealedTo, start, points) = of.Chunks is { } chunks
                ? (chunks.SealedTo, chunks.Start, chunks.Points)
                : (vehicle.SealedTo, vehicle.ChunkStart, vehicle.ChunkPoints);
            write.Vehicles.Add(new(vehicle.Key, vehicle.Vehicle.ToString(), sealedTo, start, points, of.CheckpointBound));
        }
    }

    private void Journal(AppendPlan plan, VehicleHistory vehicle)
    {
        // Points that stay open after a seal are written again, so that they do not retain older rows.
        ref var of = ref vehicle.Plan;
        var points = of.Seal > 0 ? of.Merged.AsSpan(of.Seal)
            : of.Journal.Length > 0 ? of.Journal.Span
            : of.Arrived.Span;
        if (points.Length > 0)
        {
            journal.Add(vehicle.Key, points);
        }

        of.OldestJournal = of.Seal > 0 ? (points.Length > 0 ? plan.Id : 0)
            : of.OldestJournal == 0 && points.Length > 0 ? plan.Id : of.OldestJournal;
    }

    private void Hold(VehicleHistory vehicle)
    {
        _held.Clear();
        vehicle.Open.CopyTo(_held);
    }
}
