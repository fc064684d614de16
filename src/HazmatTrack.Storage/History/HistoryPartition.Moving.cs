using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Open;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History;

/// <remarks>This part moves vehicles between partitions when the topic gets more of them.</remarks>
internal sealed partial class HistoryPartition
{
    public Placement Placement => _memory.Owner.Placement;

    public async Task HoldAsync(string silo, CancellationToken cancellation)
    {
        if (!await _database.HoldAsync(Partition, Epoch, silo, cancellation))
        {
            throw new FencedException(Partition);
        }
    }

    public async Task PlaceAsync(Placement placement, CancellationToken cancellation)
    {
        await Turn.WaitAsync(cancellation);
        try
        {
            await ReadIfInDoubtAsync(cancellation);
            await PlaceInTurnAsync(placement, new(), [], cancellation);
        }
        finally
        {
            Turn.Release();
        }
    }

    public async Task<int> MoveAsync(Placement placement, Func<VehicleId, int> home, CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        await Turn.WaitAsync(cancellation);
        try
        {
            await ReadIfInDoubtAsync(cancellation);
            var (write, gone) = (new HistoryWrite(), new List<VehicleId>());
            foreach (var vehicle in _memory.All)
            {
                if (home(vehicle.Vehicle) is var to && to != Partition)
                {
                    gone.Add(vehicle.Vehicle);
                    write.Moves.Add(!vehicle.HasUnsealed
                        ? new(vehicle.Key, vehicle.Vehicle.ToString(), Partition, to)
                        : throw new InvalidOperationException($"{vehicle.Vehicle} was appended to partition {Partition} while it moved to {to}."));
                }
            }

            foreach (var quarantine in await _store.QuarantinesAsync(Partition, cancellation))
            {
                if (home(quarantine.Vehicle) is var to && to != Partition)
                {
                    write.MovedQuarantines.Add((Partition, quarantine.Vehicle.ToString(), to));
                }
            }

            await PlaceInTurnAsync(placement, write, gone, cancellation);
            return gone.Count;
        }
        finally
        {
            Turn.Release();
        }
    }

    public async Task TakeInAsync(CancellationToken cancellation)
    {
        await Turn.WaitAsync(cancellation);
        try
        {
            await ReadIfInDoubtAsync(cancellation);

            // Read the revision and parameters first. When a vehicle arrives after that, the store has a lower revision, which is not raised, and parameters
            // with a higher move count, which are not removed.
            var owner = await _database.OwnerAsync(Partition, cancellation);
            var judgedBy = await _database.JudgedByAsync(Partition, cancellation);
            var rows = await _database.VehiclesAsync(Partition, cancellation);
            var notes = await _database.NotesAsync(Partition, cancellation);
            lock (_gate)
            {
                _memory.Owner = _memory.Owner with { DocumentsRevision = owner?.DocumentsRevision, DocumentsPassed = owner?.DocumentsPassed };
                _judgedBy = judgedBy;
                _memory.Add(rows.Where(row => PartitionMemory.IsVehicle(row, Partition, _store.ReportDamage)));
                var byKey = _memory.All.ToDictionary(v => v.Key, v => v.Vehicle);
                foreach (var note in notes)
                {
                    if (byKey.TryGetValue(note.Vehicle, out var id) && _memory.Find(id) is { } vehicle && vehicle.Note?.StoredId != note.Id)
                    {
                        vehicle.Note = new(vehicle.Vehicle, note.From, note.Id, note.Cause);
                    }
                }
            }
        }
        finally
        {
            Turn.Release();
        }
    }

    private async Task PlaceInTurnAsync(Placement placement, HistoryWrite write, List<VehicleId> gone, CancellationToken cancellation)
    {
        write.Owners.Add(_memory.Owner);
        write.Placements.Add((Partition, placement));
        await _store.WriteInTurnAsync([this], write, cancellation);
        lock (_gate)
        {
            _memory.Remove(gone);
            _memory.Place(placement);
        }
    }
}
