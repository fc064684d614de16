using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Server.Tracking;

/// <summary>What one poll brought, on its way through the stages.</summary>
internal sealed class PositionBatch(long sequence, Instant readAt)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>1, 2, 3 … in the order of reading.</summary>
    public long Sequence => sequence;

    public Instant ReadAt => readAt;

    public List<PartitionWork> Partitions { get; } = [];

    /// <summary>Done when the broker has the batch's dead letters.</summary>
    public Task DeadLetters { get; set; } = Task.CompletedTask;

    /// <summary>Done when everything in it is stored: its offsets may be committed.</summary>
    public Task Done => _done.Task;

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception e) => _done.TrySetException(e);
}

/// <summary>A batch's part of one partition.</summary>
internal sealed class PartitionWork(PartitionSession session)
{
    public PartitionSession Session => session;

    /// <summary>First and last offset read, dead letters included; none where only states are asked for.</summary>
    public (long First, long Last)? Offsets { get; set; }

    public int Records { get; set; }

    public List<VehicleWork> Vehicles { get; } = [];
}

/// <summary>A batch's part of one vehicle.</summary>
internal sealed class VehicleWork(VehicleSlot slot)
{
    public VehicleSlot Slot => slot;

    public List<TrackPoint> Points { get; } = [];

    /// <summary>Set by the evaluating stage; null where the partition was lost before.</summary>
    public Verdict? Verdict { get; set; }
}
