using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Server.Tracking.Isolation;

namespace HazmatTrack.Server.Tracking;

/// <summary>
/// The second stage: has every vehicle of a batch judge its reports. Those that live in this silo are handed them directly; the others are
/// called, a window of calls under way. Partitions side by side, as many as there are cores. A vehicle that cannot be judged, or whose state cannot
/// be had, is set aside.
/// </summary>
internal sealed class Evaluator(StateLoader loader, LocalVehicles local, VehicleIsolation isolation, Retry retry, StoredMark stored)
{
    /// <summary>Measured best between 256 and 1024: enough to keep the cores busy, few enough to stay in the cache.</summary>
    private const int Window = 512;

    private const string NotJudgedText = "Judging its reports fails";

    /// <exception cref="TrackingFault">It is not known whether a vehicle was judged.</exception>
    public Task RunAsync(PositionBatch batch, CancellationToken cancellation) => Parallel.ForEachAsync(
        batch.Partitions,
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
        (work, c) => RunAsync(work, batch.Sequence, c));

    private static TrackingFault NotJudged(PartitionWork work, VehicleSlot slot, Exception e) =>
        new($"Vehicle {slot.Vehicle} of partition {work.Session.Partition} was not judged: {e.Message}", e);

    private async ValueTask RunAsync(PartitionWork work, long sequence, CancellationToken cancellation)
    {
        try
        {
            await work.Session.Opening.WaitAsync(cancellation);
            await JudgeAsync(work, sequence, cancellation);
            work.Session.Deadlines.Judged(work.Vehicles);
        }
        catch (OperationCanceledException) when (work.Session.IsDropped && !cancellation.IsCancellationRequested)
        {
            // Whatever was judged of it is not stored: the next owner reads it again.
        }
    }

    private async Task JudgeAsync(PartitionWork work, long sequence, CancellationToken cancellation)
    {
        if (JudgeHere(work) is not { } others)
        {
            return;
        }

        if (others.Lost)
        {
            await StoredBeforeAsync(work, others.Vehicles, sequence);
        }

        var again = await CallAsync(work, others.Vehicles, cancellation);
        if (again.Count > 0)
        {
            await StoredBeforeAsync(work, again, sequence);
            again = await CallAsync(work, again, cancellation);
            if (again.Count > 0)
            {
                throw new TrackingFault($"{work.Vehicles[again[0]].Slot.Vehicle} lost its state twice in a row.");
            }
        }
    }

    /// <summary>Judges the vehicles that live here; answers which of the batch do not, if any, and whether one of those did before.</summary>
    private (List<int> Vehicles, bool Lost)? JudgeHere(PartitionWork work)
    {
        List<int>? others = null;
        var lost = false;
        var (owner, flushed) = (work.Session.Owner, work.Session.FlushedOffset);
        for (var i = 0; i < work.VehicleCount; i++)
        {
            if (i % VehicleWarming.Group == 0)
            {
                VehicleWarming.Warm(work.Vehicles.Slice(i, Math.Min(VehicleWarming.Group, work.VehicleCount - i)));
            }

            ref var vehicle = ref work.Vehicles[i];
            if (vehicle.Slot.IsSetAside)
            {
                continue;
            }

            if (vehicle.Slot.Local is not { } here)
            {
                (others ??= []).Add(i);
                continue;
            }

            var reports = new VehicleReports
            {
                Owner = owner,
                Reports = work.ReportsOf(vehicle).Span,
                Offsets = work.OffsetsOf(vehicle),
                FlushedOffset = flushed,
                Tick = vehicle.Tick,
            };
            var outcome = here.Judge(reports, work.Judgements, ref vehicle.Judgement);
            if (outcome == Outcome.Failed)
            {
                isolation.SetAside(work.Session, vehicle.Slot, NotJudgedText, vehicle.Judgement.Failure!);
            }
            else if (outcome == Outcome.NotLoaded)
            {
                vehicle.Slot.Local = null;
                lost = true;
                (others ??= []).Add(i);
            }
            else if (outcome == Outcome.Fenced)
            {
                work.Session.Fence();
                return null;
            }
        }

        return others is null ? null : (others, lost);
    }

    /// <summary>
    /// A grain has let go of its state: the newest may still be on its way to the stores. Waits until it is there, so that it can be given again.
    /// </summary>
    private async Task StoredBeforeAsync(PartitionWork work, List<int> vehicles, long sequence)
    {
        await stored.WaitAsync(sequence - 1, work.Session.Gone);
        foreach (var i in vehicles)
        {
            work.Vehicles[i].Slot.IsLoaded = false;
        }
    }

    /// <summary>Calls grains, with the state where they have none yet; answers which of them had lost it.</summary>
    private async Task<List<int>> CallAsync(PartitionWork work, List<int> vehicles, CancellationToken cancellation)
    {
        var states = await LoadAsync(work, vehicles.FindAll(i => !work.Vehicles[i].Slot.IsLoaded));
        var again = new List<int>();
        foreach (var some in vehicles.Where(i => !work.Vehicles[i].Slot.IsSetAside).Chunk(Window))
        {
            var calls = Array.ConvertAll(some, i => BeginAsync(work, i, states.GetValueOrDefault(i)));
            for (var i = 0; i < some.Length; i++)
            {
                await FinishAsync(work, some[i], calls[i], again, cancellation);
            }
        }

        return again;
    }

    /// <summary>The states of vehicles, by their place in the batch. Those whose state cannot be had are set aside.</summary>
    private async Task<Dictionary<int, byte[]>> LoadAsync(PartitionWork work, List<int> vehicles)
    {
        var states = new Dictionary<int, byte[]>(vehicles.Count);
        if (vehicles.Count == 0)
        {
            return states;
        }

        var loaded = await retry.RunAsync(
            "Loading vehicle states",
            c => loader.LoadAsync(work.Session, vehicles.ConvertAll(i => work.Vehicles[i].Slot.Vehicle), c),
            work.Session.Gone);
        foreach (var (i, (state, failure)) in vehicles.Zip(loaded))
        {
            if (failure is null)
            {
                states.Add(i, state);
            }
            else
            {
                isolation.SetAside(work.Session, work.Vehicles[i].Slot, "Its state cannot be had", failure);
            }
        }

        return states;
    }

    private static Task<Verdict> BeginAsync(PartitionWork work, int at, byte[]? state)
    {
        ref var vehicle = ref work.Vehicles[at];
        return vehicle.Slot.Grain.JudgeAsync(new()
        {
            Owner = work.Session.Owner,
            Reports = work.ReportsOf(vehicle).ToArray(),
            Offsets = work.OffsetsOf(vehicle).ToArray(),
            FlushedOffset = work.Session.FlushedOffset,
            State = state,
            Tick = vehicle.Tick,
        }).AsTask();
    }

    private async Task FinishAsync(PartitionWork work, int at, Task<Verdict> call, List<int> again, CancellationToken cancellation)
    {
        var slot = work.Vehicles[at].Slot;
        Verdict verdict;
        try
        {
            verdict = await call.WaitAsync(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whether the grain took the reports is not known; only its stored state is.
            throw NotJudged(work, slot, e);
        }

        switch (verdict.Outcome)
        {
            case Outcome.Done:
                work.Judgements.Take(verdict, ref work.Vehicles[at].Judgement);
                slot.IsLoaded = true;
                slot.Local = local.Find(slot.Vehicle);
                break;
            case Outcome.NotLoaded:
                again.Add(at);
                break;
            case Outcome.Failed:
                isolation.SetAside(work.Session, slot, NotJudgedText, verdict.Failure ?? "");
                break;
            default:
                work.Session.Fence();
                break;
        }
    }
}
