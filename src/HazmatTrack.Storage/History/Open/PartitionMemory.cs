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
internal sealed class PartitionMemory(OwnerRow owner, Lock gate, LateBudget budget)
{
    /// <summary>Places that are kept however few vehicles have open points.</summary>
    private const int Spare = 256;

    private readonly Dictionary<VehicleId, VehicleHistory> _vehicles = [];
    private readonly Dictionary<VehicleId, RestingVehicle> _resting = [];
    private readonly Dictionary<JournalTable, JournalRows> _journals = Enum.GetValues<JournalTable>().ToDictionary(t => t, _ => new JournalRows());

    private long _lateBytes;
    private bool _isReleased;

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
        HistoryDatabase database, OwnerRow owner, Lock gate, LateBudget budget, TimeProvider time, Action<Damage> found, CancellationToken cancellation)
    {
        var memory = new PartitionMemory(owner, gate, budget);
        var rows = await database.VehiclesAsync(owner.Partition, cancellation);
        memory.Add(rows.Where(row => IsVehicle(row, owner.Partition, found)));
        var byKey = memory._vehicles.Values.ToDictionary(v => v.Key);
        foreach (var note in await database.NotesAsync(owner.Partition, cancellation))
        {
            if (byKey.TryGetValue(note.Vehicle, out var vehicle))
            {
                // An append that noted it once more did not store the note again: what was judged before that append does not do away with it.
                vehicle.Note = new(vehicle.Vehicle, note.From, Math.Max(note.Id, owner.JournalId), note.Cause) { StoredId = note.Id };
            }
            else
            {
                found(DamageTexts.Row("note", "history_rejudge", $"vehicle={note.Vehicle}", owner.Partition, "No vehicle has this number."));
            }
        }

        foreach (var table in Enum.GetValues<JournalTable>())
        {
            await foreach (var row in database.JournalAsync(table, owner.Partition, cancellation))
            {
                memory.Reopen(row, byKey, time, found);
            }
        }

        memory.Account(memory._vehicles.Values.Sum(v => v.Late?.TakeGrowth() ?? 0));
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
            if (vehicle is { Open.Count: 0, Late: null, Note: null, OldestJournal: 0, IsPlanned: false } && vehicle.JudgedOffset <= Owner.LastOffset
                && _vehicles.Remove(vehicle.Vehicle))
            {
                _resting.Add(vehicle.Vehicle, new(vehicle));
            }
        }

        // After many have gone to rest.
        if (_vehicles.Capacity > Spare && _vehicles.Capacity > 8 * _vehicles.Count)
        {
            _vehicles.TrimExcess(2 * _vehicles.Count);
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

        // Nothing was appended meanwhile: what is judged now by a note that was read again does away with it.
        foreach (var held in before._vehicles.Values.Where(v => v.Note is not null && before.Owner.JournalId == Owner.JournalId))
        {
            if (_vehicles.GetValueOrDefault(held.Vehicle) is { Note: { } note } vehicle && note.StoredId == held.Note!.StoredId && note.IsStoredAs(held.Note))
            {
                vehicle.Note = held.Note;
            }
        }

        before.Release();
    }

    /// <summary>Returns the memory of its late points to the budget: it is not used any more. An append that is on its way may still end here.</summary>
    public void Release()
    {
        lock (gate)
        {
            Account(-_lateBytes);
            _isReleased = true;
        }
    }

    /// <summary>Removes vehicles that have moved to other partitions. The caller holds the gate.</summary>
    public void Remove(IEnumerable<VehicleId> vehicles)
    {
        foreach (var vehicle in vehicles)
        {
            if (_vehicles.Remove(vehicle, out var held))
            {
                Account(-held.Late?.Counted ?? 0);
            }

            _resting.Remove(vehicle);
        }
    }

    /// <summary>Forgets what late duplicates were compared with. The caller holds the gate.</summary>
    public void ForgetCompared()
    {
        foreach (var vehicle in _vehicles.Values.Where(v => v.Late is { IsEmpty: true } && !v.IsPlanned).ToList())
        {
            Account(-vehicle.Late!.Counted);
            vehicle.Late = null;
            Rest([vehicle]);
        }
    }

    public void Place(Placement placement) => Owner = Owner with { Placement = placement };

    public void Commit(AppendPlan plan)
    {
        var growth = 0L;
        foreach (var vehicle in plan.Touched)
        {
            var before = vehicle.Late?.Counted ?? 0;
            vehicle.Commit();
            growth += vehicle.Late?.TakeGrowth() ?? -before;
        }

        Account(growth);
        Owner = plan.Owner;
        Rest(plan.Touched);
        plan.Release();
        foreach (var (table, written) in plan.Journalled)
        {
            _journals[table].Add(plan.Id, written);
        }

        foreach (var (table, below) in plan.JournalDone)
        {
            _journals[table].Prune(below);
        }
    }

    /// <summary>Vehicles whose points retain a row of a journal that is too old, up to some number.</summary>
    public List<VehicleHistory> Overdue(JournalTable table, long now, TimeSpan after, int most) => _journals[table].OverdueTo(now, after) is { } cut
        ? [.. _vehicles.Values.Where(v => OldestRow(v, table) is > 0 and var row && row <= cut).Take(most)]
        : [];

    /// <summary>The first row of a journal still needed once the plans of the vehicles are done; null when no row can be deleted.</summary>
    public long? NeededFrom(JournalTable table, long next) =>
        _journals[table].NeededFrom(next, _vehicles.Values.Select(v => v.IsPlanned ? PlannedRow(v, table) : OldestRow(v, table)));

    private static long OldestRow(VehicleHistory vehicle, JournalTable table) =>
        table == JournalTable.Open ? vehicle.OldestJournal : vehicle.Late?.OldestRow ?? 0;

    private static long PlannedRow(VehicleHistory vehicle, JournalTable table) =>
        table == JournalTable.Open ? vehicle.Plan.OldestJournal : vehicle.Plan.OldestLate;

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

    private void Account(long lateBytes)
    {
        if (!_isReleased)
        {
            _lateBytes += lateBytes;
            budget.Add(lateBytes);
        }
    }

    /// <summary>Gives the points of a journal row back to their vehicles. An unreadable row is reported.</summary>
    private void Reopen(JournalRow row, Dictionary<int, VehicleHistory> byKey, TimeProvider time, Action<Damage> found)
    {
        List<(int Vehicle, int Points)> vehicles;
        PositionReport[] points;
        try
        {
            (vehicles, points) = JournalBlock.Decode(row.Data);
        }
        catch (ChunkFormatException e)
        {
            Damaged.Add(new(row.Table, row.Partition, 0, row.Id, null, e.Message, Instant.From(time.GetUtcNow())));
            found(DamageTexts.Journal(row.Table, row.Partition, row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.Written), e));
            return;
        }

        _journals[row.Table].Add(row.Id, row.Written);
        var at = 0;
        foreach (var (key, count) in vehicles)
        {
            if (byKey.TryGetValue(key, out var vehicle))
            {
                Reopen(vehicle, row, points.AsSpan(at, count));
            }
            else
            {
                found(DamageTexts.Row(
                    "vehicle", "history_vehicle", $"id={key}", row.Partition, $"{row.Table.Name()} has reports of it, and no vehicle has this number."));
            }

            at += count;
        }
    }

    private static void Reopen(VehicleHistory vehicle, JournalRow row, ReadOnlySpan<PositionReport> points)
    {
        if (row.Table == JournalTable.Late)
        {
            // Points that were merged since are in the row still where it is needed for another vehicle: merging them again changes nothing.
            vehicle.Late ??= new();
            vehicle.Late.Sealed.Merge(points);
            vehicle.Late.OldestRow = vehicle.Late.OldestRow == 0 ? row.Id : vehicle.Late.OldestRow;
            return;
        }

        while (points.Length > 0 && vehicle.SealedTo is { } end && points[0].Time <= end)
        {
            points = points[1..];
        }

        if (points.Length == 0)
        {
            return;
        }

        vehicle.OldestJournal = vehicle.OldestJournal == 0 ? row.Id : vehicle.OldestJournal;
        vehicle.Open.Merge(points);
    }
}
