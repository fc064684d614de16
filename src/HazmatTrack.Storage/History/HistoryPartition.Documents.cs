using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks.Segments;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Open;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History;

/// <remarks>This part handles documents filed after the fact.</remarks>
internal sealed partial class HistoryPartition
{
    /// <summary>How many vehicles' open points are checked while an append waits.</summary>
    private const int VehiclesLooked = 64;

    public long? DocumentsRevision
    {
        get
        {
            lock (_gate)
            {
                return _memory.Owner.DocumentsRevision;
            }
        }
    }

    public PassedKinds DocumentsPassed
    {
        get
        {
            lock (_gate)
            {
                return PassedKinds.FromStored(_memory.Owner.DocumentsPassed);
            }
        }
    }

    public Task<IReadOnlyList<PendingRejudge>> TakeDocumentsAsync(
        IReadOnlyDictionary<VehicleId, Instant> touched, DocumentMark mark, CancellationToken cancellation) => TakeAsync(
        touched.Select(t => (t.Key, t.Value)), ChangeCause.Document,
        owner => owner with
        {
            DocumentsRevision = mark.Revision,
            DocumentsPassed = PassedKinds.FromStored(owner.DocumentsPassed).Without(mark.Followed).With(mark.Passed).Stored,
        },
        write =>
        {
            var (revision, before, after) = (mark.Revision, _memory.Owner.DocumentsPassed, write.Owners[0].DocumentsPassed);
            if (before != after)
            {
                write.DocumentsPassed.Add((Partition, before, after));
            }

            if (_memory.Owner.DocumentsRevision is { } known && revision > known)
            {
                write.DocumentsNoted.Add((Partition, known, revision));
            }
            else
            {
                write.DocumentsLowered.Add((Partition, revision));
            }
        },
        () => { },
        cancellation);

    public async Task<IReadOnlyCollection<VehicleId>> SeenAsync(GeoArea? near, Instant from, CancellationToken cancellation)
    {
        List<VehicleHistory> vehicles;
        lock (_gate)
        {
            vehicles = [.. _memory.All.Where(v => v.Newest >= from)];
        }

        if (near is null)
        {
            return vehicles.ConvertAll(v => v.Vehicle);
        }

        // Between two fixes a vehicle may have been where neither is. Open points are read first: points sealed in between are then seen twice, not missed.
        var around = near.Widened(SegmentSettings.Default.Reach(SegmentSettings.Default.DarkGap));
        var seen = new HashSet<VehicleId>();
        foreach (var some in vehicles.Chunk(VehiclesLooked))
        {
            lock (_gate)
            {
                seen.UnionWith(some.Where(v => WasNear(v, around, from)).Select(v => v.Vehicle));
            }
        }

        var byKey = vehicles.ToDictionary(v => v.Key, v => v.Vehicle);
        await foreach (var chunk in _database.NearAsync(around, Instant.Later(from, default), Instant.From(DateTimeOffset.MaxValue), cancellation))
        {
            if (byKey.TryGetValue(chunk.Vehicle, out var vehicle))
            {
                seen.Add(vehicle);
            }
        }

        return seen;
    }

    /// <summary>Notes vehicles to be judged again, in one transaction with other changes.</summary>
    /// <param name="touched">
    /// The vehicles, and from when on. A vehicle whose stored points are all earlier is skipped: later points are judged by what applies by then.
    /// </param>
    /// <param name="ownerAfter">The owner's row afterwards.</param>
    /// <param name="fill">Adds the other changes to the write.</param>
    /// <param name="stored">Applies the other changes in memory once they are stored.</param>
    private async Task<IReadOnlyList<PendingRejudge>> TakeAsync(
        IEnumerable<(VehicleId Vehicle, Instant From)> touched, ChangeCause cause, Func<OwnerRow, OwnerRow> ownerAfter, Action<HistoryWrite> fill,
        Action stored, CancellationToken cancellation)
    {
        await Turn.WaitAsync(cancellation);
        try
        {
            await ReadIfInDoubtAsync(cancellation);
            var owner = ownerAfter(_memory.Owner with { JournalId = _memory.Owner.JournalId + 1 });
            var write = new HistoryWrite();
            write.Owners.Add(owner);
            fill(write);
            var noted = new List<(VehicleHistory Vehicle, Instant From, PendingRejudge Note)>();
            foreach (var (id, from) in touched)
            {
                if (_memory.Look(id)?.Newest >= from && _memory.Find(id) is { } vehicle)
                {
                    noted.Add((vehicle, from, PendingRejudge.Merge(id, new(from, cause), vehicle.Note, owner.JournalId)));
                    Note(vehicle, from, noted[^1].Note, write);
                }
            }

            await _store.WriteInTurnAsync([this], write, cancellation);
            lock (_gate)
            {
                _memory.Owner = owner;
                foreach (var (vehicle, from, note) in noted)
                {
                    (vehicle.Note, vehicle.CheckpointBound) = (note, BoundBefore(vehicle, from));
                    vehicle.Checkpoint = vehicle.Checkpoint?.At >= from ? null : vehicle.Checkpoint;
                }

                stored();
            }

            return noted.ConvertAll(n => n.Note);
        }
        finally
        {
            Turn.Release();
        }
    }

    private static bool WasNear(VehicleHistory vehicle, GeoArea around, Instant from)
    {
        if (!vehicle.HasUnsealed || vehicle.Newest < from)
        {
            return false;
        }

        return vehicle.Unsealed().Exists(p => p.Time >= from && p.IsPosition && around.Contains(p.Position));
    }

    private static Instant? BoundBefore(VehicleHistory vehicle, Instant from) =>
        vehicle.CheckpointBound >= from ? new(from.UnixMilliseconds - 1) : vehicle.CheckpointBound;

    private void Note(VehicleHistory vehicle, Instant from, PendingRejudge note, HistoryWrite write)
    {
        write.Notes.Add(new(Partition, vehicle.Key, note));
        if (vehicle.CheckpointBound >= from)
        {
            write.StaleCheckpoints.Add((vehicle.Key, from));
            write.Vehicles.Add(new(
                vehicle.Key, vehicle.Vehicle.ToString(), vehicle.SealedTo, vehicle.ChunkStart, vehicle.ChunkPoints, BoundBefore(vehicle, from)));
        }
    }
}
