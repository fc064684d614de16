using System.Runtime.InteropServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History.Open;

/// <summary>The vehicles of a partition with their open points, and which journal rows hold them.</summary>
internal sealed class PartitionMemory(OwnerRow owner)
{
    private readonly Dictionary<VehicleId, VehicleHistory> _vehicles = [];
    private readonly Queue<(long Id, long Written)> _journal = [];

    /// <summary>How far everything written reaches.</summary>
    public OwnerRow Owner { get; set; } = owner;

    /// <summary>Rows of the journal that cannot be read. They are not part of what is held, and must be set aside in the store.</summary>
    public List<DamagedRow> Damaged { get; } = [];

    public IReadOnlyCollection<VehicleHistory> Vehicles => _vehicles.Values;

    public VehicleHistory? Find(VehicleId vehicle) => _vehicles.GetValueOrDefault(vehicle);

    /// <summary>Reads everything from the store. What cannot be read is left out and told.</summary>
    public static async Task<PartitionMemory> ReadAsync(
        HistoryDatabase database, OwnerRow owner, TimeProvider time, Action<Damage> found, CancellationToken cancellation)
    {
        var memory = new PartitionMemory(owner);
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

        return memory;
    }

    /// <summary>Adds vehicles that are not there yet.</summary>
    public void Add(IEnumerable<VehicleRow> rows)
    {
        foreach (var row in rows)
        {
            var id = VehicleId.FromStored(row.Name);
            if (!_vehicles.ContainsKey(id))
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

    /// <summary>Keeps what only memory knew when everything else is read again.</summary>
    public void CarryOver(PartitionMemory before)
    {
        foreach (var vehicle in _vehicles.Values)
        {
            vehicle.JudgedOffset = before.Find(vehicle.Vehicle)?.JudgedOffset ?? -1;
        }
    }

    /// <summary>Forgets vehicles that have gone to other partitions.</summary>
    public void Remove(IEnumerable<VehicleId> vehicles)
    {
        foreach (var vehicle in vehicles)
        {
            _vehicles.Remove(vehicle);
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
    /// Vehicles whose open points hold back a journal row that is too old, up to some number. Takes those along that would soon
    /// follow, so that it is not asked for a few every time.
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

    /// <summary>The first journal row still needed once the plans of the vehicles are done; null when no row can go.</summary>
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

    /// <summary>Whether a row is a vehicle's; where it is not, that is told.</summary>
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
