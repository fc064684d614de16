using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Judging;

/// <summary>
/// The second stage: has every vehicle of a batch evaluate its reports. Vehicles that are awake receive them directly; the others first activate in this silo
/// and receive their state. Partitions are processed in parallel, as many as there are cores. A vehicle that cannot be evaluated, or whose state cannot be
/// loaded, is quarantined.
/// </summary>
internal sealed class Evaluator(StateLoader loader, VehicleHome home, VehicleIsolation isolation, Retry retry, StoredWatermark stored)
{
    private const string NotJudgedText = "Judging its reports fails";

    /// <exception cref="TrackingFault">A vehicle cannot be activated in this silo.</exception>
    public Task RunAsync(PositionBatch batch, CancellationToken cancellation) => Parallel.ForEachAsync(
        batch.Partitions,
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
        (work, c) => RunAsync(work, batch.Sequence, c));

    private async ValueTask RunAsync(PartitionWork work, long sequence, CancellationToken cancellation)
    {
        try
        {
            await work.Session.Opening.WaitAsync(cancellation);
            await JudgeAsync(work, sequence, cancellation);
            work.Session.Deadlines.Judged(work);
        }
        catch (OperationCanceledException) when (work.Session.IsDropped && !cancellation.IsCancellationRequested)
        {
            // Results evaluated so far are not stored: the next owner reads the reports again.
        }
    }

    private async Task JudgeAsync(PartitionWork work, long sequence, CancellationToken cancellation)
    {
        if (JudgeAwake(work, sequence) is not { } others)
        {
            return;
        }

        if (others.Lost)
        {
            await StoredBeforeAsync(work, sequence);
        }

        var again = await WakeAsync(work, sequence, others.Vehicles, cancellation);
        if (again.Count > 0)
        {
            await StoredBeforeAsync(work, sequence);
            again = await WakeAsync(work, sequence, again, cancellation);
            if (again.Count > 0)
            {
                throw new TrackingFault($"{work.Vehicles[again[0]].Slot.Vehicle} left this silo twice while it was given its state.");
            }
        }
    }

    /// <summary>Evaluates the vehicles that are awake; returns which of the batch are not, if any, and whether one of those was before.</summary>
    private (List<int> Vehicles, bool Lost)? JudgeAwake(PartitionWork work, long sequence)
    {
        List<int>? others = null;
        var lost = false;
        for (var i = 0; i < work.VehicleCount && work.Session.IsOpen; i++)
        {
            if (i % VehicleWarming.Group == 0)
            {
                VehicleWarming.Warm(work.Vehicles.Slice(i, Math.Min(VehicleWarming.Group, work.VehicleCount - i)));
            }

            var slot = work.Vehicles[i].Slot;
            if (slot.IsSetAside)
            {
                continue;
            }

            if (slot.Local is not { } here)
            {
                (others ??= []).Add(i);
            }
            else if (!Judge(work, sequence, i, here, null))
            {
                lost = true;
                (others ??= []).Add(i);
            }
        }

        return others is null || !work.Session.IsOpen ? null : (others, lost);
    }

    /// <summary>Evaluates one vehicle; returns false where it does not have its state.</summary>
    private bool Judge(PartitionWork work, long sequence, int at, TrackedVehicle here, byte[]? state)
    {
        ref var vehicle = ref work.Vehicles[at];
        var reports = new VehicleReports
        {
            Owner = work.Session.Owner,
            Sequence = sequence,
            Reports = work.ReportsOf(vehicle).Span,
            Offsets = work.OffsetsOf(vehicle),
            FlushedOffset = work.Session.FlushedOffset,
            State = state,
            Tick = vehicle.Tick,
        };
        switch (here.Judge(reports, work.Judgements, ref vehicle.Judgement))
        {
            case JudgeStatus.Done:
                vehicle.Slot.Local = here;
                return true;
            case JudgeStatus.NotLoaded:
                vehicle.Slot.Local = null;
                return false;
            case JudgeStatus.Failed:
                isolation.SetAside(work.Session, vehicle.Slot, NotJudgedText, vehicle.Judgement.Failure!);
                return true;
            default:
                work.Session.Fence();
                return true;
        }
    }

    /// <summary>
    /// A vehicle has released its state: the newest may still be on its way to the stores. Waits until it is stored, so that it can be loaded again.
    /// </summary>
    private Task StoredBeforeAsync(PartitionWork work, long sequence) => stored.WaitAsync(sequence - 1, work.Session.Gone);

    /// <summary>Activates vehicles here, gives them their state and evaluates their reports; returns which of them have left meanwhile.</summary>
    private async Task<List<int>> WakeAsync(PartitionWork work, long sequence, List<int> vehicles, CancellationToken cancellation)
    {
        vehicles.RemoveAll(i => work.Vehicles[i].Slot.IsSetAside);
        var here = await home.BringAsync(work.Session, vehicles.ConvertAll(i => work.Vehicles[i].Slot), cancellation);
        var states = await LoadAsync(work, vehicles);
        var again = new List<int>();
        for (var i = 0; i < vehicles.Count && work.Session.IsOpen; i++)
        {
            if (states[i] is { } state && !Judge(work, sequence, vehicles[i], here[i], state))
            {
                again.Add(vehicles[i]);
            }
        }

        return again;
    }

    /// <summary>The states of vehicles, in their order. Vehicles whose state cannot be loaded are quarantined and have none.</summary>
    private async Task<byte[]?[]> LoadAsync(PartitionWork work, List<int> vehicles)
    {
        var loaded = await retry.RunAsync(
            "Loading vehicle states",
            c => loader.LoadAsync(work.Session, vehicles.ConvertAll(i => work.Vehicles[i].Slot.Vehicle), c),
            work.Session.Gone);
        var states = new byte[]?[vehicles.Count];
        for (var i = 0; i < states.Length; i++)
        {
            if (loaded[i].Failure is { } failure)
            {
                isolation.SetAside(work.Session, work.Vehicles[vehicles[i]].Slot, "Its state cannot be had", failure);
            }
            else
            {
                states[i] = loaded[i].State;
            }
        }

        return states;
    }
}
