using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History.Open;

/// <summary>The in-memory state of one vehicle at the owner of its partition.</summary>
internal sealed class VehicleHistory(int key, VehicleId vehicle)
{
    // The append in progress, and the index of the vehicle in it.
    private AppendPlan? _append;
    private int _at;

    /// <summary>The vehicle's number in the store.</summary>
    public int Key { get; } = key;

    public VehicleId Vehicle { get; } = vehicle;

    public OpenPointBuffer Open { get; } = new();

    /// <summary>Points that came late and are in neither; null for a vehicle that has not reported late for some time.</summary>
    public LatePoints? Late { get; set; }

    /// <summary>Every point at or before this is in a sealed chunk or came late, every open point is later. Null before the first chunk.</summary>
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

    /// <summary>Whether the append in progress includes the vehicle.</summary>
    public bool IsPlanned => _append is not null;

    /// <summary>The effect of the append in progress, which must include the vehicle.</summary>
    public ref VehiclePlan Plan => ref _append!.Of(_at);

    /// <summary>The newest point, open or sealed.</summary>
    public Instant? Newest => Open.Count > 0 ? Open.Last : SealedTo;

    /// <summary>Whether it has points that are in no chunk.</summary>
    public bool HasUnsealed => Open.Count > 0 || Late is { IsEmpty: false };

    /// <summary>Its points that are in no chunk, in order of time.</summary>
    public List<PositionReport> Unsealed()
    {
        var points = new List<PositionReport>(Open.Count);
        Open.CopyTo(points);
        if (Late is { IsEmpty: false } late)
        {
            late.Sealed.CopyTo(points);
            late.Open.CopyTo(points);
            PointMerge.Normalise(points);
        }

        return points;
    }

    /// <summary>Applies the plan after it was stored.</summary>
    public void Commit()
    {
        ref var plan = ref Plan;
        CommitLate(in plan);
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
        End();
    }

    /// <summary>Includes the vehicle in an append.</summary>
    /// <param name="append">The append.</param>
    /// <param name="at">The vehicle's index in it.</param>
    public void Begin(AppendPlan append, int at) => (_append, _at) = (append, at);

    /// <summary>Ends the append in progress for the vehicle.</summary>
    public void End() => _append = null;

    private void CommitLate(in VehiclePlan plan)
    {
        if (Late is not { } late)
        {
            return;
        }

        if (plan.MergeLate)
        {
            late.Sealed.Clear();
            late.ForgetAll();
        }

        if (plan.TakesLate)
        {
            late.Forget(late.Open.First);
            late.Open.Clear();
        }

        late.Sealed.Merge(plan.LateSealed.Span);
        late.Open.Merge(plan.LateOpen.Span);
        late.OldestRow = plan.OldestLate;
        if (plan.Late is null && late.IsEmpty)
        {
            Late = null;
        }
    }
}
