using HazmatTrack.Contracts.Tracking;

namespace HazmatTrack.Server.Tracking;

/// <summary>The second stage: has every vehicle of a batch judge its reports, one call for each, a window of calls under way.</summary>
internal sealed class Evaluator(StateLoader loader, Retry retry, StoredMark stored)
{
    /// <summary>Measured best between 256 and 1024: enough to keep the cores busy, few enough to stay in the cache.</summary>
    private const int Window = 512;

    private readonly (VehicleWork Work, PartitionSession Session, Task<Verdict> Call)[] _window = new (VehicleWork, PartitionSession, Task<Verdict>)[Window];
    private readonly List<VehicleWork> _again = [];

    /// <exception cref="TrackingFault">A vehicle could not be judged.</exception>
    public async Task RunAsync(PositionBatch batch, CancellationToken cancellation)
    {
        foreach (var work in batch.Partitions)
        {
            try
            {
                await work.Session.Opening.WaitAsync(cancellation);
                await RunAsync(work, batch.Sequence, cancellation);
            }
            catch (OperationCanceledException) when (work.Session.IsDropped && !cancellation.IsCancellationRequested)
            {
                // Whatever was judged of it is not stored: the next owner reads it again.
            }
        }
    }

    private async Task RunAsync(PartitionWork work, long sequence, CancellationToken cancellation)
    {
        await IntroduceAsync(work, work.Vehicles, cancellation);
        await CallAsync(work, cancellation);
        if (_again.Count > 0)
        {
            // Collected while idle: their newest state may still be on its way to the stores.
            VehicleWork[] again = [.. _again];
            await stored.WaitAsync(sequence - 1, work.Session.Gone);
            foreach (var vehicle in again)
            {
                vehicle.Slot.IsLoaded = false;
            }

            await IntroduceAsync(work, again, cancellation);
            if (_again.Count > 0)
            {
                throw new TrackingFault($"{_again[0].Slot.Vehicle} lost its state twice in a row.");
            }
        }
    }

    /// <summary>Judges the vehicles that have no state in their grain yet, handing it over.</summary>
    private async Task IntroduceAsync(PartitionWork work, IReadOnlyList<VehicleWork> vehicles, CancellationToken cancellation)
    {
        _again.Clear();
        VehicleWork[] fresh = [.. vehicles.Where(v => !v.Slot.IsLoaded)];
        if (fresh.Length == 0)
        {
            return;
        }

        var gone = work.Session.Gone;
        var states = await retry.RunAsync(
            "Loading vehicle states", c => loader.LoadAsync(work.Session, Array.ConvertAll(fresh, f => f.Slot.Vehicle), c), gone);
        var count = 0;
        for (var i = 0; i < fresh.Length; i++)
        {
            Begin(work.Session, fresh[i], states[i], ref count);
            fresh[i].Slot.IsLoaded = true;
            if (count == Window)
            {
                await FinishAsync(count, cancellation);
                count = 0;
            }
        }

        await FinishAsync(count, cancellation);
    }

    private async Task CallAsync(PartitionWork work, CancellationToken cancellation)
    {
        var count = 0;
        foreach (var vehicle in work.Vehicles)
        {
            if (vehicle.Verdict is not null)
            {
                continue;
            }

            Begin(work.Session, vehicle, null, ref count);
            if (count == Window)
            {
                await FinishAsync(count, cancellation);
                count = 0;
            }
        }

        await FinishAsync(count, cancellation);
    }

    private void Begin(PartitionSession session, VehicleWork work, byte[]? state, ref int count)
    {
        var call = work.Slot.Grain.JudgeAsync(new()
        {
            Owner = session.Owner,
            Points = work.Points,
            FlushedOffset = session.FlushedOffset,
            State = state,
        });
        _window[count++] = (work, session, call.AsTask());
    }

    private async Task FinishAsync(int count, CancellationToken cancellation)
    {
        for (var i = 0; i < count; i++)
        {
            var (work, session, call) = _window[i];
            Verdict verdict;
            try
            {
                verdict = await call.WaitAsync(cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whether the grain took the reports is not known; only its stored state is.
                throw new TrackingFault($"Vehicle {work.Slot.Vehicle} of partition {session.Partition} was not judged: {e.Message}", e);
            }

            switch (verdict.Outcome)
            {
                case Outcome.Done:
                    work.Verdict = verdict;
                    break;
                case Outcome.NotLoaded:
                    _again.Add(work);
                    break;
                default:
                    session.Fence();
                    break;
            }
        }

        Array.Clear(_window, 0, count);
    }
}
