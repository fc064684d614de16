using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History.Open;

/// <summary>The in-memory state of one vehicle at the owner of its partition.</summary>
internal sealed class VehicleHistory(int key, VehicleId vehicle)
{
    /// <summary>The vehicle's number in the store.</summary>
    public int Key { get; } = key;

    public VehicleId Vehicle { get; } = vehicle;

    public OpenPointBuffer Open { get; } = new();

    /// <summary>Points at or before <see cref="SealedTo"/> that are in no chunk yet; null for a vehicle that has not reported late for some time.</summary>
    public LatePoints? Late { get; set; }

    /// <summary>Every point at or before this is in a sealed chunk or late, every open point is later. Null before the first chunk.</summary>
    public Instant? SealedTo { get; set; }

    /// <summary>Start of the newest chunk and how many points it holds; it is continued while it is short.</summary>
    public Instant ChunkStart { get; set; }

    public int ChunkPoints { get; set; }

    /// <summary>No stored checkpoint is later than this.</summary>
    public Instant? CheckpointBound { get; set; }

    /// <summary>The oldest journal row that holds one of the open points; 0 when none is open.</summary>
    public long OldestJournal { get; set; }

    /// <summary>The newest checkpoint from the tracker, for the next chunk.</summary>
    public (Instant At, ReadOnlyMemory<byte> State)? Checkpoint { get; set; }

    /// <summary>The note that the vehicle must be judged again, if there is one.</summary>
    public PendingRejudge? Note { get; set; }

    /// <summary>Batches that begin at or before this offset bring checkpoints older than the last rejudge.</summary>
    public long JudgedOffset { get; set; } = -1;

    /// <summary>The effect of the append in progress.</summary>
    public VehiclePlan Plan;

    /// <summary>The newest point, open or sealed.</summary>
    public Instant? Newest => Open.Count > 0 ? Open.Last : SealedTo;

    /// <summary>Whether it has points that are in no chunk.</summary>
    public bool HasUnsealed => Open.Count > 0 || Late is { Points.Count: > 0 };

    /// <summary>Adds its points that are in no chunk to a list, in order of time.</summary>
    public void CopyUnsealedTo(List<PositionReport> into)
    {
        Late?.Points.CopyTo(into);
        Open.CopyTo(into);
    }

    /// <summary>Applies the plan after it was stored.</summary>
    public void Commit()
    {
        ref var plan = ref Plan;
        if (plan.MergeLate)
        {
            Late = null;
        }
        else if (plan.LateChanged is { Length: > 0 } late)
        {
            Late!.Add(late);
            Late.OldestRow = plan.OldestLate;
        }

        if (plan.Merged is { } merged)
        {
            Open.Replace(merged.AsSpan(plan.Seal));
        }
        else
        {
            Open.Append(plan.Arrived.Span);
        }

        if (plan.Chunks is { } chunks)
        {
            (SealedTo, ChunkStart, ChunkPoints) = (chunks.SealedTo, chunks.Start, chunks.Points);
        }

        CheckpointBound = plan.CheckpointBound;
        Checkpoint = plan.Checkpoint;
        Note = plan.Note;
        OldestJournal = plan.OldestJournal;
        Plan = default;
    }
}
