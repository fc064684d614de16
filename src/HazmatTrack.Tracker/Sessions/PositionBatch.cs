using System.Diagnostics;
using HazmatTrack.Contracts.Tracing;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>The records of one poll, on their way through the stages.</summary>
internal sealed class PositionBatch(long sequence, BatchBuffers buffers)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>1, 2, 3 … in the order of evaluation.</summary>
    public long Sequence { get; set; } = sequence;

    public BatchBuffers Buffers => buffers;

    /// <summary>1, 2, 3 … in the order of layout.</summary>
    public long Layout { get; init; }

    public List<PartitionWork> Partitions { get; } = [];

    /// <summary>Completes when the broker has the batch's dead letters.</summary>
    public Task DeadLetters { get; set; } = Task.CompletedTask;

    /// <summary>Completes when the broker has the records that were in a wrong partition, each in its own.</summary>
    public Task Forwarded { get; set; } = Task.CompletedTask;

    /// <summary>Completes when everything in the batch is stored: its offsets may be committed.</summary>
    public Task Done => _done.Task;

    /// <summary>The span of the batch; null where it is not traced.</summary>
    public Activity? Trace { get; set; }

    /// <summary>Starts the span of a stage, which ends when it is disposed of.</summary>
    public Activity? Stage(string name) => Trace is { } batch ? Spans.Start(name, ActivityKind.Internal, batch.Context) : null;

    public void Complete()
    {
        Trace?.Dispose();
        _done.TrySetResult();
    }
}

/// <summary>A batch's part of one partition.</summary>
internal sealed class PartitionWork(PartitionSession session, BatchBuffers buffers)
{
    public PartitionSession Session => session;

    /// <summary>First and last offset read, dead letters and forwarded records included; null where only states are requested.</summary>
    public (long First, long Last)? Offsets { get; set; }

    public int Records { get; set; }

    /// <summary>The number of records that were stored before the session began.</summary>
    public int ReRead { get; set; }

    /// <summary>The number of those records that are reports, and are evaluated again.</summary>
    public int ReReadReports { get; set; }

    /// <summary>The index of its first vehicle in the batch.</summary>
    public int FirstVehicle { get; set; }

    public int VehicleCount { get; set; }

    public Span<VehicleWork> Vehicles => buffers.Vehicles.AsSpan(FirstVehicle, VehicleCount);

    /// <summary>The results of its vehicles. Written by the evaluating stage, read by the sinks.</summary>
    public ResultBuffer Judgements { get; } = buffers.NextJudgements();

    public ReadOnlyMemory<PositionReport> ReportsOf(in VehicleWork vehicle) => buffers.Reports.AsMemory(vehicle.FirstReport, vehicle.Reports);

    public ReadOnlySpan<Instant> ReceiptsOf(in VehicleWork vehicle) => buffers.Receipts.AsSpan(vehicle.FirstReport, vehicle.Reports);

    public ReadOnlySpan<long> OffsetsOf(in VehicleWork vehicle) => buffers.Offsets.AsSpan(vehicle.FirstReport, vehicle.Reports);
}

/// <summary>A batch's part of one vehicle.</summary>
internal struct VehicleWork
{
    public VehicleSlot Slot;

    /// <summary>The index of its first report in the batch.</summary>
    public int FirstReport;

    public int Reports;

    /// <summary>The instant up to which time has passed for the vehicle, in its own time, where that is to be evaluated; null otherwise.</summary>
    public Instant? Tick;

    /// <summary>Set by the evaluating stage; not done where the partition was lost before.</summary>
    public VehicleResult Judgement;
}
