using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Storage;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Tracker.Judging;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Storing;

/// <summary>
/// The third stage: stores a batch in the order that makes a crash harmless – alerts, forwarded records, history, hot state, dead letters, re-evaluation. A
/// vehicle that a store refuses is quarantined, and the others are stored.
/// </summary>
internal sealed partial class BatchSink(
    IAlertStore alerts, IHistoryStore history, IHotState hot, Rejudger rejudger, VehicleIsolation isolation,
    SendReportAside deadLetter, DamageLog damage, Retry retry,
    TrackingMetrics metrics, TimeProvider time)
{
    /// <summary>Stores alerts and history, then starts the rest, which the next batch's alerts and history need not wait for.</summary>
    /// <param name="batch">The batch that was evaluated.</param>
    /// <param name="isBehind">Whether batches wait for this one.</param>
    /// <param name="before">Completes when the batch before is completely stored: hot state also takes batches in order.</param>
    /// <returns>A task that completes when the batch is completely stored.</returns>
    public async Task<Task> RunAsync(PositionBatch batch, bool isBehind, Task before, CancellationToken cancellation)
    {
        var now = Instant.From(time.GetUtcNow());
        await TimeAsync(batch, "alerts", () => AlertsAsync(batch, now, cancellation));
        await QuarantinesAsync(batch, cancellation);

        // A record that history counts as read is not forwarded again once its partition's vehicles have moved: it would be lost with this silo.
        await TimeAsync(batch, "forwarded", () => batch.Forwarded.WaitAsync(cancellation));
        var results = await TimeAsync(batch, "history", () => HistoryAsync(batch, cancellation));
        await QuarantinesAsync(batch, cancellation);
        metrics.Delays.Stored(Live(batch), Instant.From(time.GetUtcNow()));
        await before;
        var rest = RestAsync(batch, cancellation);
        batch.Partitions.ForEach(work => work.Session.TakeNoted());
        foreach (var (session, result) in results)
        {
            foreach (var note in result.Rejudge)
            {
                session.Note(note);
            }
        }

        if (rejudger.HasWork(batch.Partitions))
        {
            // The results of a re-evaluation rest on everything up to this batch, and on nothing after it.
            await rest;
            await TimeAsync(batch, "judge-again", () => rejudger.RunAsync(batch, isBehind, now, cancellation));
            await QuarantinesAsync(batch, cancellation);
        }

        return rest;
    }

    private async Task RestAsync(PositionBatch batch, CancellationToken cancellation)
    {
        await TimeAsync(batch, "hot", () => HotAsync(batch, cancellation));
        await TimeAsync(batch, "dead-letters", () => batch.DeadLetters.WaitAsync(cancellation));
    }

    private static void Fence(PositionBatch batch, int partition) => batch.Partitions.Find(w => w.Session.Partition == partition)?.Session.Fence();

    private static IEnumerable<PartitionWork> Live(PositionBatch batch) => batch.Partitions.Where(p => p.Session.IsOpen);

    private async Task AlertsAsync(PositionBatch batch, Instant now, CancellationToken cancellation)
    {
        var (changes, owners) = (new List<AlertChange>(), new List<AlertOwner>());
        foreach (var work in Live(batch))
        {
            if (work.Judgements.Changes.Count == 0)
            {
                continue;
            }

            owners.Add(work.Session.AlertOwner);
            foreach (ref readonly var vehicle in work.Vehicles)
            {
                ChangesOf(work, vehicle, now, changes);
            }
        }

        if (changes.Count == 0)
        {
            return;
        }

        try
        {
            await retry.RunAsync("Storing alerts", c => alerts.ApplyAsync(changes, owners, c), cancellation);
        }
        catch (FencedException e)
        {
            // The other partitions continue; a fenced partition is read again by its new owner.
            Fence(batch, e.Partition);
            await AlertsAsync(batch, now, cancellation);
            return;
        }
        catch (Exception e) when (IsOfSomeVehicle(e))
        {
            await AlertsOneByOneAsync(batch, now, e, cancellation);
            return;
        }

        Count(changes);
    }

    private static void ChangesOf(PartitionWork work, in VehicleWork vehicle, Instant now, List<AlertChange> into)
    {
        for (var (i, end) = vehicle.Judgement.Changes; i < end; i++)
        {
            var change = work.Judgements.Changes[i];
            into.Add(new(vehicle.Slot.Vehicle, change, work.Session.At(change.CauseOffset), now, change.CountsByContent)
            {
                EvaluatedTo = vehicle.Judgement.Time,
            });
        }
    }

    private void Count(List<AlertChange> changes)
    {
        foreach (var change in changes)
        {
            metrics.Changed(change.Change);
        }
    }

    private async Task<List<(PartitionSession Session, AppendResult Result)>> HistoryAsync(PositionBatch batch, CancellationToken cancellation)
    {
        while (true)
        {
            var works = Live(batch).Where(w => w.Offsets is not null).ToList();
            if (works.Count == 0)
            {
                return [];
            }

            var batches = works.ConvertAll(w => new PartitionBatch(w.Session.History, HistoryOf(w, batch.Buffers)));
            IReadOnlyList<AppendResult> results;
            try
            {
                results = await retry.RunAsync("Storing history", c => history.AppendAsync(batches, c), cancellation);
            }
            catch (VehicleHistoryException e)
            {
                SetAside(batch, e.Partition, e.Vehicle, e);
                continue;
            }
            catch (Exception e) when (IsOfSomeVehicle(e))
            {
                results = await AppendOneByOneAsync(batch, works, e, cancellation);
                works.RemoveAll(w => !w.Session.IsOpen);
            }
            catch (FencedException e)
            {
                // The other partitions continue; a fenced partition is read again by its new owner.
                Fence(batch, e.Partition);
                continue;
            }

            for (var i = 0; i < works.Count; i++)
            {
                var session = works[i].Session;
                session.FlushedOffset = works[i].Offsets!.Value.Last;

                // History already has the reports that are read again, except those that retention or an operator has removed since.
                var duplicates = Math.Max(0, results[i].Duplicates - works[i].ReReadReports);
                metrics.Stored(session.Partition, results[i].New + results[i].Duplicates - works[i].ReReadReports - duplicates, duplicates);
            }

            return [.. works.Zip(results, (w, r) => (w.Session, r))];
        }
    }

    private static HistoryBatch HistoryOf(PartitionWork work, BatchBuffers buffers)
    {
        BatchBuffers.Grow(ref buffers.Tracks, work.FirstVehicle + work.VehicleCount);
        var count = 0;
        foreach (ref readonly var vehicle in work.Vehicles)
        {
            if (vehicle.Reports == 0)
            {
                continue;
            }

            if (!vehicle.Judgement.IsDone)
            {
                buffers.Tracks[work.FirstVehicle + count++] = Unjudged(work, vehicle);
                continue;
            }

            var ahead = Ahead(work.Session, vehicle);
            var judgeFrom = vehicle.Judgement.JudgeFrom?.With(ahead) ?? ahead;
            buffers.Tracks[work.FirstVehicle + count++] =
                new(vehicle.Slot.Vehicle, work.ReportsOf(vehicle), vehicle.Judgement.TailBase, vehicle.Judgement.Checkpoint, judgeFrom);
        }

        var tracks = new ArraySegment<TrackAppend>(buffers.Tracks, work.FirstVehicle, count);
        return new(work.Session.Log.Incarnation, work.Offsets!.Value.First, work.Offsets.Value.Last, tracks);
    }

    /// <summary>
    /// From when on a vehicle is evaluated again whose alerts are ahead of history: its tail may report a finding differently than before, and the alert
    /// store would take that for a repetition.
    /// </summary>
    private static JudgeAgain? Ahead(PartitionSession session, in VehicleWork vehicle)
    {
        var lacking = session.LackingOf(vehicle.Slot.Vehicle);
        if (lacking is null && !session.IsAhead(vehicle.Slot.Vehicle))
        {
            return null;
        }

        var from = StateLoader.JustAfter(vehicle.Judgement.TailBase);
        return new(lacking is null ? from : Instant.Earlier(from, lacking.From), ChangeCause.LateReport);
    }

    private Task HotAsync(PositionBatch batch, CancellationToken cancellation)
    {
        var buffers = batch.Buffers;
        var count = 0;
        foreach (var work in Live(batch))
        {
            BatchBuffers.Grow(ref buffers.Hot, count + work.VehicleCount);
            foreach (ref readonly var vehicle in work.Vehicles)
            {
                ref readonly var judged = ref vehicle.Judgement;
                if (judged.IsDone)
                {
                    buffers.Hot[count++] = new(
                        vehicle.Slot.Vehicle, work.Judgements.StateOf(judged), judged.Time, judged.Fix, judged.Province, vehicle.Slot.Mark)
                    {
                        Due = judged.Due,
                        IsDueGone = judged.IsDueGone,
                        IsFaulted = judged.IsFaulted,
                    };
                }
            }
        }

        return count == 0
            ? Task.CompletedTask
            : WriteHotAsync(new ArraySegment<HotStateEntry>(buffers.Hot, 0, count), cancellation);
    }

    internal static HotStateEntry HotOf(VehicleSlot slot, in VehicleStateUpdate image) =>
        new(slot.Vehicle, image.Blob, image.Time, image.Fix, image.Province, slot.Mark) { IsFaulted = image.IsFaulted };

    private Task<bool> TimeAsync(PositionBatch batch, string stage, Func<Task> run) => TimeAsync(batch, stage, async () =>
    {
        await run();
        return true;
    });

    private async Task<T> TimeAsync<T>(PositionBatch batch, string stage, Func<Task<T>> run)
    {
        using var span = batch.Stage(stage);
        var started = time.GetTimestamp();
        var result = await run();
        metrics.Stage(stage, time.GetElapsedTime(started));
        return result;
    }
}
