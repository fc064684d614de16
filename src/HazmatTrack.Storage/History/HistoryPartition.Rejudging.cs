using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Open;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History;

/// <summary>Vehicles that are to be judged again, were judged again, or are quarantined.</summary>
internal sealed partial class HistoryPartition
{
    public async Task<IReadOnlyList<PendingRejudge>> PendingRejudgesAsync(CancellationToken cancellation)
    {
        await Turn.WaitAsync(cancellation);
        try
        {
            await ReadIfInDoubtAsync(cancellation);
            return [.. _memory.Vehicles.Where(v => v.Note is not null).Select(v => v.Note!)];
        }
        finally
        {
            Turn.Release();
        }
    }

    public async Task RejudgedAsync(IReadOnlyList<JudgedAgain> vehicles, CancellationToken cancellation)
    {
        await Turn.WaitAsync(cancellation);
        try
        {
            await ReadIfInDoubtAsync(cancellation);
            var write = new HistoryWrite();
            write.Owners.Add(_memory.Owner);
            var done = new List<(VehicleHistory Vehicle, JudgedAgain Judged, Instant? Bound)>(vehicles.Count);
            foreach (var judged in vehicles)
            {
                if (_memory.Find(judged.Note.Vehicle) is not { } vehicle)
                {
                    continue;
                }

                if (vehicle.Note?.Id != judged.Note.Id)
                {
                    // The vehicle was noted again meanwhile, or the note was removed by a write that was stored though it failed.
                    vehicle.JudgedOffset = Math.Max(vehicle.JudgedOffset, judged.JudgedOffset);
                    continue;
                }

                done.Add((vehicle, judged, WriteJudged(vehicle, judged, write)));
            }

            if (done.Count == 0)
            {
                return;
            }

            await _store.WriteInTurnAsync([this], write, cancellation);
            foreach (var (vehicle, judged, bound) in done)
            {
                vehicle.Note = null;
                vehicle.CheckpointBound = bound;
                vehicle.JudgedOffset = judged.JudgedOffset;
            }

            lock (_gate)
            {
                _memory.Rest(done.Select(d => d.Vehicle));
            }
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>Returns up to when the vehicle has checkpoints afterwards.</summary>
    private static Instant? WriteJudged(VehicleHistory vehicle, JudgedAgain judged, HistoryWrite write)
    {
        write.NotesDone.Add((vehicle.Key, vehicle.Note!.StoredId));
        var bound = vehicle.CheckpointBound;
        foreach (var checkpoint in judged.Checkpoints)
        {
            write.Checkpoints.Add((vehicle.Key, checkpoint));
            bound = bound is { } b ? Instant.Later(b, checkpoint.At) : checkpoint.At;
        }

        if (bound != vehicle.CheckpointBound)
        {
            write.Vehicles.Add(new(vehicle.Key, vehicle.Vehicle.ToString(), vehicle.SealedTo, vehicle.ChunkStart, vehicle.ChunkPoints, bound));
        }

        return bound;
    }

    public Task<IReadOnlyList<Quarantine>> QuarantinesAsync(CancellationToken cancellation) => _store.QuarantinesAsync(Partition, cancellation);

    public Task QuarantineAsync(Quarantine quarantine, CancellationToken cancellation) => WriteAsync(
        write =>
        {
            write.Quarantined.Add((Partition, quarantine));
            return Task.CompletedTask;
        },
        cancellation);

    public async Task<PendingRejudge?> ReleaseAsync(VehicleId vehicle, Instant? from, bool givesUp, CancellationToken cancellation)
    {
        PendingRejudge? note = null;
        await WriteAsync(
            async write =>
            {
                write.Released.Add((Partition, vehicle.ToString()));
                if (givesUp)
                {
                    await GiveUpAsync(vehicle, write, cancellation);
                }

                if (_memory.Find(vehicle) is { Newest: not null } held)
                {
                    // Points that arrived while it was not judged are later than the newest checkpoint: an earlier one would have removed the checkpoint.
                    var owner = _memory.Owner with { JournalId = _memory.Owner.JournalId + 1 };
                    var since = held.CheckpointBound is { } bound ? new Instant(bound.UnixMilliseconds + 1) : default;
                    since = from is { } start ? Instant.Earlier(start, since) : since;
                    note = new(vehicle, Instant.Earlier(since, held.Note?.From ?? since), owner.JournalId, ChangeCause.Correction);
                    write.Owners[0] = owner;
                    write.Notes.Add(new(Partition, held.Key, note.From, note.Id, note.Cause));
                }
            },
            cancellation,
            write =>
            {
                _memory.Owner = write.Owners[0];
                if (note is not null && _memory.Find(vehicle) is { } held)
                {
                    held.Note = note;
                    held.Late?.ForgetAll();
                }
            });
        return note;
    }
}
