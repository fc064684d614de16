using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Open;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History;

/// <remarks>Here: documents filed after the fact.</remarks>
internal sealed partial class HistoryPartition
{
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

    public async Task<IReadOnlyList<RejudgeNote>> TakeDocumentsAsync(
        IReadOnlyDictionary<VehicleId, Instant> touched, long revision, CancellationToken cancellation)
    {
        await Turn.WaitAsync(cancellation);
        try
        {
            await SettleAsync(cancellation);
            var owner = _memory.Owner with { JournalId = _memory.Owner.JournalId + 1, DocumentsRevision = revision };
            var write = new HistoryWrite();
            write.Owners.Add(owner);
            if (_memory.Owner.DocumentsRevision is { } known && revision > known)
            {
                write.DocumentsNoted.Add((Partition, known, revision));
            }
            else
            {
                write.DocumentsLowered.Add((Partition, revision));
            }

            var noted = new List<(VehicleHistory Vehicle, Instant From, RejudgeNote Note)>();
            foreach (var (id, from) in touched)
            {
                // What comes later than all that is stored is judged by the documents as they are by then.
                if (_memory.Find(id) is { } vehicle && vehicle.Newest >= from)
                {
                    noted.Add((vehicle, from, RejudgeNote.Of(id, new(from, ChangeCause.Document), vehicle.Note, owner.JournalId)));
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
            }

            return noted.ConvertAll(n => n.Note);
        }
        finally
        {
            Turn.Release();
        }
    }

    private static Instant? BoundBefore(VehicleHistory vehicle, Instant from) =>
        vehicle.CheckpointBound >= from ? new(from.UnixMilliseconds - 1) : vehicle.CheckpointBound;

    private void Note(VehicleHistory vehicle, Instant from, RejudgeNote note, HistoryWrite write)
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
