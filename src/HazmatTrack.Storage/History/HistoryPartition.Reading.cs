using System.Runtime.CompilerServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History;

/// <summary>The open points and the vehicles of the partition.</summary>
internal sealed partial class HistoryPartition
{
    public async IAsyncEnumerable<VehicleId> VehiclesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        VehicleId[] vehicles;
        await Turn.WaitAsync(cancellation);
        try
        {
            await ReadIfInDoubtAsync(cancellation);
            vehicles = [.. _memory.Ids];
        }
        finally
        {
            Turn.Release();
        }

        foreach (var vehicle in vehicles)
        {
            yield return vehicle;
        }
    }

    public IReadOnlyList<PositionReport> OpenPoints(VehicleId vehicle)
    {
        lock (_gate)
        {
            return _memory.Look(vehicle)?.Unsealed() ?? [];
        }
    }

    public bool TryOpenAfter(VehicleId vehicle, Instant? after, List<PositionReport> into)
    {
        lock (_gate)
        {
            // A vehicle that is unknown here may have been in another partition before.
            if (_memory.Look(vehicle) is not { } held || (held.SealedTo is { } end && (after is not { } start || end > start)))
            {
                return false;
            }

            into.AddRange(held.Unsealed().SkipWhile(p => p.Time <= after));
            return true;
        }
    }

    public Instant? SealedTo(VehicleId vehicle)
    {
        lock (_gate)
        {
            return _memory.Look(vehicle)?.SealedTo;
        }
    }

    public bool Knows(VehicleId vehicle)
    {
        lock (_gate)
        {
            return _memory.Contains(vehicle);
        }
    }

    public int VehicleCount
    {
        get
        {
            lock (_gate)
            {
                return _memory.Count;
            }
        }
    }

    public IReadOnlyList<VehicleId> OpenVehicles()
    {
        lock (_gate)
        {
            return [.. _memory.Vehicles.Where(v => v.HasUnsealed).Select(v => v.Vehicle)];
        }
    }

    public async Task<IReadOnlyDictionary<VehicleId, Instant>> NewestAsync(
        IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation)
    {
        var newest = new Dictionary<VehicleId, Instant>(vehicles.Count);
        var unknown = new List<string>();
        lock (_gate)
        {
            foreach (var vehicle in vehicles)
            {
                if (_memory.Look(vehicle)?.Newest is { } end)
                {
                    newest[vehicle] = end;
                }
                else
                {
                    unknown.Add(vehicle.ToString());
                }
            }
        }

        // New here, but perhaps not new: before the partition count of the topic changed it was in another.
        if (unknown.Count > 0)
        {
            foreach (var (name, end) in await _database.SealedToAsync(unknown, cancellation))
            {
                newest[VehicleId.FromStored(name)] = end;
            }
        }

        return newest;
    }

    public PendingRejudge? NoteOf(VehicleId vehicle)
    {
        lock (_gate)
        {
            return _memory.Look(vehicle)?.Note;
        }
    }
}
