using System.Runtime.InteropServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History.Open;

/// <summary>
/// The vehicles of a partition with their open points, and which journal rows hold them. Vehicles without open points and notes are resting, and take little
/// memory. The holder of the turn changes it, under the gate; readers on other threads hold the gate.
/// </summary>
internal sealed class PartitionMemory(OwnerRow owner, Lock gate)
{
    private readonly Dictionary<VehicleId, VehicleHistory> _vehicles = [];
    private readonly Dictionary<VehicleId, RestingVehicle> _resting = [];
    private readonly Queue<(long Id, long Written)> _journal = [];

    /// <summary>The owner's row as last written.</summary>
    public OwnerRow Owner { get; set; } = owner;

    /// <summary>Unreadable rows of the journal. Their points are not held, and they must be set aside in the store.</summary>
    public List<DamagedRow> Damaged { get; } = [];

    /// <summary>The vehicles that are not resting: all with open points or a note are among them.</summary>
    public IReadOnlyCollection<VehicleHistory> Vehicles => _vehicles.Values;

    /// <summary>All vehicles, read-only.</summary>
    public IEnumerable<VehicleHistory> All => _vehicles.Values.Concat(_resting.Select(r => r.Value.Wake(r.Key)));

    public IEnumerable<VehicleId> Ids => _vehicles.Keys.Concat(_resting.Keys);

    public int Count => _vehicles.Count + _resting.Count;

    public bool Contains(VehicleId vehicle) => _vehicles.ContainsKey(vehicle) || _resting.ContainsKey(vehicle);

    /// <summary>A vehicle to be changed, which ends its rest. The caller holds the turn.</summary>
    public VehicleHistory? Find(VehicleId vehicle)
    {
        if (_vehicles.TryGetValue(vehicle, out var held))
        {
            return held;
        }

        lock (gate)
        {
            return _resting.Remove(vehicle, out var resting) ? _vehicles[vehicle] = resting.Wake(vehicle) : null;
        }
    }

    /// <summary>A vehicle, read-only. The caller holds the gate.</summary>
    public VehicleHistory? Look(VehicleId vehicle) => _vehicles.GetValueOrDefault(vehicle)
        ?? (_resting.TryGetValue(vehicle, out var resting) ? resting.Wake(vehicle) : null);

    /// <summary>Reads everything from the store. Unreadable rows are skipped and reported.</summary>
    public static async Task<PartitionMemory> ReadAsync(
        HistoryDatabase database, OwnerRow owner, Lock gate, TimeProvider time, Action<Damage> found, CancellationToken cancellation)
    {
        var memory = new PartitionMemory(owner, gate);
        var rows = await database.VehiclesAsync(owner.Partition, cancellation);
        memory.Add(rows.Where(row => IsVehicle(row, owner.Partition, found)));
        var byKey = memory._vehicles.Values.ToDictionary(v => v.Key);
        foreach (var note in await database.NotesAsync(owner.Partition, cancellation))
        {
            if (byKey.TryGetValue(note.Vehicle, out var vehicle))
            {
                vehicle.Note = new(vehicle.Vehicle, note.From, note.Id, note.Cause);
            }
            else
            {
                found(DamageTexts.Row("note", "history_rejudge", $"vehicle={note.Vehicle}", owner.Partition, "No vehicle has this number."));
            }
        }

        await foreach (var row in database.JournalAsync(owner.Partition, cancellation))
        {
            List<(int Vehicle, int Points)> vehicles;
            PositionReport[] points;
            try
            {
                (vehicles, points) = JournalBlock.Decode(row.Data);
            }
            catch (ChunkFormatException e)
            {
                memory.Damaged.Add(new(owner.Partition, 0, row.Id, null, e.Message, Instant.From(time.GetUtcNow())));
                found(DamageTexts.Journal(owner.Partition, row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.Written), e));
                continue;
            }

            memory._journal.Enqueue((row.Id, row.Written));
            var at = 0;
            foreach (var (key, count) in vehicles)
            {
                if (byKey.TryGetValue(key, out var vehicle))
                {
                    Reopen(vehicle, points.AsSpan(at, count), row.Id);
                }
                else
                {
                    found(DamageTexts.Row("vehicle", "history_vehicle", $"id={key}", owner.Partition, "The journal has reports of it, and no vehicle has this number."));
                }

                at += count;
            }
        }

        memory.Rest([.. memory._vehicles.Values]);
        return memory;
    }

    /// <summary>Adds vehicles that are not held yet.</summary>
    public void Add(IEnumerable<VehicleRow> rows)
    {
        foreach (var row in rows)
        {
            var id = VehicleId.FromStored(row.Name);
            if (!Contains(id))
            {
                _vehicles.Add(id, new(row.Key, id)
                {
                    SealedTo = row.SealedTo,
                    ChunkStart = row.ChunkStart,
                    ChunkPoints = row.ChunkPoints,
                    CheckpointBound = row.CheckpointBound,
                });
            }
        }
    }

    /// <summary>Puts vehicles to rest that have nothing open, noted or planned. The caller holds the gate.</summary>
    public void Rest(IEnumerable<VehicleHistory> vehicles)
    {
        foreach (var vehicle in vehicles)
        {
            // A vehicle does not rest while checkpoints of earlier batches are still to be refused. A pending checkpoint may be dropped: it only saves work.
            if (vehicle is { Open.Count: 0, Note: null, OldestJournal: 0, Plan.Active: false } && vehicle.JudgedOffset <= Owner.LastOffset
                && _vehicles.Remove(vehicle.Vehicle))
            {
                _resting.Add(vehicle.Vehicle, new(vehicle));
            }
        }
    }

    /// <summary>Keeps the state that only memory has when everything else is read again.</summary>
    public void CarryOver(PartitionMemory before)
    {
        foreach (var judged in before._vehicles.Values.Where(v => v.JudgedOffset >= 0))
        {
            if (Find(judged.Vehicle) is { } vehicle)
            {
                vehicle.JudgedOffset = judged.JudgedOffset;
            }
        }
    }

    /// <summary>Removes vehicles that have moved to other partitions.</summary>
    public void Remove(IEnumerable<VehicleId> vehicles)
    {
        foreach (var vehicle in vehicles)
        {
            _vehicles.Remove(vehicle);
            _resting.Remove(vehicle);
        }
    }

    public void Place(Placement placement) => Owner = Owner with { Placement = placement };

    public void Commit(AppendPlan plan)
    {
        foreach (var vehicle in plan.Touched)
        {
            vehicle.Commit();
        }

        Owner = plan.Owner;
        Rest(plan.Touched);
        if (plan.Journalled is { } written)
        {
            _journal.Enqueue((plan.Id, written));
        }

        while (_journal.TryPeek(out var oldest) && oldest.Id < plan.JournalBelow)
        {
            _journal.Dequeue();
        }
    }

    /// <summary>
    /// Vehicles whose open points retain a journal row that is too old, up to some number. Includes vehicles that would soon
    /// follow, so that seals are not planned for a few vehicles every time.
    /// </summary>
    public List<VehicleHistory> Overdue(long now, TimeSpan after, int most)
    {
        if (!_journal.TryPeek(out var oldest) || now - oldest.Written < after.TotalMilliseconds)
        {
            return [];
        }

        long cut = oldest.Id;
        foreach (var (id, written) in _journal)
        {
            if (now - written < after.TotalMilliseconds * 3 / 4)
            {
                break;
            }

            cut = id;
        }

        return [.. _vehicles.Values.Where(v => v.OldestJournal > 0 && v.OldestJournal <= cut).Take(most)];
    }

    /// <summary>The first journal row still needed once the plans of the vehicles are done; null when no row can be deleted.</summary>
    public long? JournalNeededFrom(long next)
    {
        if (!_journal.TryPeek(out var oldest))
        {
            return null;
        }

        var needed = next;
        foreach (var vehicle in _vehicles.Values)
        {
            var row = vehicle.Plan.Active ? vehicle.Plan.OldestJournal : vehicle.OldestJournal;
            needed = row > 0 && row < needed ? row : needed;
        }

        return needed > oldest.Id ? needed : null;
    }

    /// <summary>Whether a row is valid for a vehicle; an invalid one is reported.</summary>
    public static bool IsVehicle(in VehicleRow row, int partition, Action<Damage> found)
    {
        if (VehicleId.TryFromStored(row.Name, out _))
        {
            return true;
        }

        found(DamageTexts.Row("vehicle", "history_vehicle", $"id={row.Key}", partition, $"'{row.Name}' is no vehicle."));
        return false;
    }

    private static void Reopen(VehicleHistory vehicle, ReadOnlySpan<PositionReport> points, long row)
    {
        while (points.Length > 0 && vehicle.SealedTo is { } end && points[0].Time <= end)
        {
            points = points[1..];
        }

        if (points.Length == 0)
        {
            return;
        }

        vehicle.OldestJournal = vehicle.OldestJournal == 0 ? row : vehicle.OldestJournal;
        if (vehicle.Open.Count == 0 || points[0].Time > vehicle.Open.Last)
        {
            vehicle.Open.Append(points);
            return;
        }

        var held = new List<PositionReport>(vehicle.Open.Count);
        vehicle.Open.CopyTo(held);
        var merged = new List<PositionReport>();
        var changes = default(PointMerge.Changes);
        PointMerge.Merge(CollectionsMarshal.AsSpan(held), points, merged, ref changes);
        vehicle.Open.Replace(CollectionsMarshal.AsSpan(merged));
    }
}
