using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>What one poll brought, on its way through the stages.</summary>
internal sealed class PositionBatch(long sequence, BatchBuffers buffers)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>1, 2, 3 … in the order of evaluating.</summary>
    public long Sequence { get; set; } = sequence;

    public BatchBuffers Buffers => buffers;

    /// <summary>1, 2, 3 … in the order of being laid out.</summary>
    public long Layout { get; init; }

    public List<PartitionWork> Partitions { get; } = [];

    /// <summary>Done when the broker has the batch's dead letters.</summary>
    public Task DeadLetters { get; set; } = Task.CompletedTask;

    /// <summary>Done when the broker has the records that were in a wrong partition, each in its own.</summary>
    public Task Forwarded { get; set; } = Task.CompletedTask;

    /// <summary>Done when everything in it is stored: its offsets may be committed.</summary>
    public Task Done => _done.Task;

    public void Complete() => _done.TrySetResult();
}

/// <summary>A batch's part of one partition.</summary>
internal sealed class PartitionWork(PartitionSession session, BatchBuffers buffers)
{
    public PartitionSession Session => session;

    /// <summary>First and last offset read, dead letters and what was sent on included; none where only states are asked for.</summary>
    public (long First, long Last)? Offsets { get; set; }

    public int Records { get; set; }

    /// <summary>Those of the records that were stored before the session began.</summary>
    public int ReRead { get; set; }

    /// <summary>Those of them that are reports, and judged again.</summary>
    public int ReReadReports { get; set; }

    /// <summary>Where its vehicles begin among those of the batch.</summary>
    public int FirstVehicle { get; set; }

    public int VehicleCount { get; set; }

    public Span<VehicleWork> Vehicles => buffers.Vehicles.AsSpan(FirstVehicle, VehicleCount);

    /// <summary>What its vehicles answered. Written by the evaluating stage, read by the sinks.</summary>
    public ResultBuffer Judgements { get; } = buffers.NextJudgements();

    public ReadOnlyMemory<PositionReport> ReportsOf(in VehicleWork vehicle) => buffers.Reports.AsMemory(vehicle.FirstReport, vehicle.Reports);

    public ReadOnlySpan<Instant> ReceiptsOf(in VehicleWork vehicle) => buffers.Receipts.AsSpan(vehicle.FirstReport, vehicle.Reports);

    public ReadOnlySpan<long> OffsetsOf(in VehicleWork vehicle) => buffers.Offsets.AsSpan(vehicle.FirstReport, vehicle.Reports);
}

/// <summary>A batch's part of one vehicle.</summary>
internal struct VehicleWork
{
    public VehicleSlot Slot;

    /// <summary>Where its reports begin among those of the batch.</summary>
    public int FirstReport;

    public int Reports;

    /// <summary>Up to when time has passed for the vehicle, in its own time, where that is to be judged; null otherwise.</summary>
    public Instant? Tick;

    /// <summary>Set by the evaluating stage; not done where the partition was lost before.</summary>
    public VehicleResult Judgement;
}
