using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Tracker.Judging;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Storing;

/// <summary>
/// Processes the notes of vehicles whose past changed before their tail: gives the vehicle its stored past, and stores the resulting changes, the note last.
/// The vehicle may have evaluated batches ahead that are not stored yet; the result of the re-evaluation rests on them, and so is stored after them.
/// </summary>
/// <remarks>
/// However many vehicles are noted at once, a batch waits only for a slice of them: these are read in parallel and stored together. The others
/// wait in order; a vehicle noted again meanwhile keeps its place, and is evaluated by its newest note. The slice is small while batches wait: they have
/// the alerts of trucks that report on time, and a vehicle that is still delivering its past would be noted again at once.
/// </remarks>
internal sealed class Rejudger(
    IAlertStore alerts, IHistoryStore history, IHotState hot, StateLoader loader, RuleContexts book, VehicleIsolation isolation, DamageLog damage, Retry retry,
    TrackingMetrics metrics, TimeProvider time, Func<PartitionSession, IReadOnlyList<VehicleId>, Task> refresh, int slice = Rejudger.Slice)
{
    /// <summary>The number of vehicles re-evaluated between two batches at most.</summary>
    public const int Slice = 64;

    /// <summary>The number of vehicles whose past is read in parallel, and of those re-evaluated while batches wait.</summary>
    private const int AtATime = 4;

    /// <summary>How long a slice takes at most, but for its last vehicles: the next batch may come any moment.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(5);

    private static readonly Instant s_ever = Instant.From(DateTimeOffset.MaxValue);

    private readonly Queue<Waiting> _backlog = [];

    // Results that are still to be stored: a vehicle must know them before it is re-evaluated once more.
    private readonly List<Outstanding> _outstanding = [];

    // The vehicle whose batch is requested so that the backlog continues where nothing is read.
    private (VehicleSlot Slot, Task Done)? _next;

    /// <summary>Whether <see cref="RunAsync"/> has anything to do.</summary>
    public bool HasWork(IReadOnlyList<PartitionWork> works)
    {
        for (var i = 0; i < works.Count; i++)
        {
            if (works[i].Session.Notes.Count > 0)
            {
                return true;
            }
        }

        return _outstanding.Count > 0 || _backlog.Count > 0;
    }

    /// <summary>
    /// Called after a batch is stored: queues the noted vehicles of the batch, evaluates a slice of the queue, and stores the results that may now be stored.
    /// </summary>
    /// <param name="isBehind">Whether batches wait.</param>
    public async Task RunAsync(PositionBatch batch, bool isBehind, Instant now, CancellationToken cancellation)
    {
        foreach (var work in batch.Partitions)
        {
            for (var i = 0; i < work.VehicleCount; i++)
            {
                var slot = work.Vehicles[i].Slot;
                Wait(work.Session, slot);
                _next = _next?.Slot == slot ? null : _next;
            }
        }

        await StoreReadyAsync(batch.Sequence, now, cancellation);
        await JudgeSliceAsync(isBehind ? Math.Min(AtATime, slice) : slice, cancellation);
        await StoreReadyAsync(batch.Sequence, now, cancellation);
        metrics.WaitingToBeJudgedAgain(_backlog.Count);
        AskForNext();
    }

    private void Wait(PartitionSession session, VehicleSlot slot)
    {
        if (session.Notes.Count > 0 && session.IsOpen && session.Notes.ContainsKey(slot.Vehicle) && !slot.IsToBeJudgedAgain)
        {
            slot.IsToBeJudgedAgain = true;
            _backlog.Enqueue(new(session, slot));
        }
    }

    private List<(Waiting Who, PendingRejudge Note)> Take(int most)
    {
        var taken = new List<(Waiting, PendingRejudge)>(Math.Min(most, _backlog.Count));
        while (taken.Count < most && _backlog.TryDequeue(out var who))
        {
            // The note of a quarantined vehicle is gone: after its release it is noted again. While vehicles move, notes stay as they are: the vehicles are
            // requested again.
            if (who.Session.IsOpen && who.Session.Moving is null && !who.Slot.IsSetAside && who.Session.Notes.Remove(who.Slot.Vehicle, out var note))
            {
                taken.Add((who, note));
            }
            else
            {
                who.Slot.IsToBeJudgedAgain = false;
            }
        }

        return taken;
    }

    private async Task JudgeSliceAsync(int most, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        for (var left = most; left > 0 && _backlog.Count > 0 && time.GetElapsedTime(started) < s_patience;)
        {
            var some = Take(Math.Min(AtATime, left));
            left -= some.Count;
            var requests = await Task.WhenAll(some.Select(s => TryReadAsync(s.Who, s.Note, cancellation)));
            for (var i = 0; i < some.Count; i++)
            {
                var ((session, slot), note) = some[i];
                slot.IsToBeJudgedAgain = requests[i] is { } request && Judge(session, slot, note, request);
                if (requests[i] is null && !slot.IsSetAside)
                {
                    session.Notes.TryAdd(note.Vehicle, note);
                }
            }
        }
    }

    /// <summary>
    /// The input of the vehicle's re-evaluation; null where it cannot be loaded now, or where the vehicle is quarantined because it cannot be loaded at all.
    /// </summary>
    private async Task<RejudgeRequest?> TryReadAsync(Waiting who, PendingRejudge note, CancellationToken cancellation)
    {
        try
        {
            return await retry.RunAsync("Reading history to judge again", c => RequestAsync(who.Session, note, c), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            isolation.SetAside(who.Session, who.Slot, $"What must be judged again from {note.From} cannot be read", e);
            return null;
        }
    }

    /// <summary>Re-evaluates the vehicle. Returns whether that succeeded: the result is to be stored.</summary>
    private bool Judge(PartitionSession session, VehicleSlot slot, PendingRejudge note, RejudgeRequest request)
    {
        var result = slot.Local?.Rejudge(request) ?? RejudgeResult.NotLoaded;
        switch (result.Outcome)
        {
            case JudgeStatus.Done:
                metrics.Rejudged();
                _outstanding.Add(new(session, slot, note, result));
                return true;
            case JudgeStatus.Failed:
                isolation.SetAside(session, slot, $"Judging again from {note.From} fails", result.Failure ?? "");
                return false;
            case JudgeStatus.NotLoaded:
                // The next batch with this vehicle gives it its state; it is requested, since the vehicle may not report again. The evaluating stage must
                // notice by itself that the state is lost: it then waits until what the vehicle has evaluated before is stored.
                session.Notes.TryAdd(note.Vehicle, note);
                _ = refresh(session, [note.Vehicle]);
                return false;
            default:
                session.Fence();
                return false;
        }
    }

    /// <summary>Requests one waiting vehicle in a batch of its own: the slice after the next is processed with it.</summary>
    private void AskForNext()
    {
        if (_next is { Done.IsCompleted: false })
        {
            return;
        }

        _next = null;
        while (_backlog.TryPeek(out var head))
        {
            if (head.Session.IsOpen && head.Session.Moving is null)
            {
                _next = (head.Slot, refresh(head.Session, [head.Slot.Vehicle]));
                return;
            }

            _backlog.Dequeue();
            head.Slot.IsToBeJudgedAgain = false;
        }
    }

    /// <summary>
    /// The request; null where the alerts are ahead of history: the process ended between storing the two. A re-evaluation would retract findings whose
    /// reports history does not have yet. The log is read again from there, and the note waits for the vehicle's report that brings history up to them.
    /// </summary>
    private async Task<RejudgeRequest?> RequestAsync(PartitionSession session, PendingRejudge note, CancellationToken cancellation)
    {
        if (session.IsAhead(note.Vehicle))
        {
            return null;
        }

        var before = new Instant(note.From.UnixMilliseconds - 1);
        while (true)
        {
            var stored = await history.CheckpointAsync(note.Vehicle, before, cancellation);
            var checkpoint = stored is null ? null : new TrackCheckpoint(stored.At, stored.State);
            Instant since = default;
            var lacksRules = false;
            try
            {
                since = checkpoint is null ? default : VehicleTracker.ActiveSince(checkpoint, book.Rules, out lacksRules);
            }
            catch (TrackerBlobException e)
            {
                damage.Found(StateLoader.Checkpoint(note.Vehicle, session.Partition, checkpoint!.At, e));
                before = new(checkpoint.At.UnixMilliseconds - 1);
                continue;
            }

            if (lacksRules)
            {
                // A program with other rules wrote the checkpoint. These rules need an older one, from which the vehicle is re-evaluated.
                before = new(checkpoint!.At.UnixMilliseconds - 1);
                continue;
            }

            await book.HoldAsync([note.Vehicle], checkpoint is null ? null : since, cancellation);
            var flushed = session.FlushedOffset;
            return new()
            {
                Owner = session.Owner,
                FlushedOffset = flushed,
                Checkpoint = checkpoint,
                Stored = await loader.StoredAsync(session, note.Vehicle, checkpoint?.At, cancellation),
                ActiveFindings = await alerts.ActiveAsync(note.Vehicle, since, s_ever, cancellation),
                Cause = note.Cause,
            };
        }
    }

    /// <summary>Stores the results of re-evaluations that rest on nothing after a batch that is stored.</summary>
    private async Task StoreReadyAsync(long stored, Instant now, CancellationToken cancellation)
    {
        var ready = new List<Outstanding>();
        _outstanding.RemoveAll(item =>
        {
            var isReady = item.Result.JudgedBatch <= stored;
            if (isReady || item.Session.IsDropped)
            {
                ready.Add(item);
            }

            return isReady || item.Session.IsDropped;
        });
        await StoreAsync(ready, now, cancellation);

        // A vehicle that was noted again meanwhile waited until here.
        foreach (var (session, slot, _, _) in ready)
        {
            slot.IsToBeJudgedAgain = session.IsOpen && session.Notes.ContainsKey(slot.Vehicle);
            if (slot.IsToBeJudgedAgain)
            {
                _backlog.Enqueue(new(session, slot));
            }
        }
    }

    /// <summary>Stores all results together; where that is refused permanently, one by one, and quarantines the vehicles that they are refused for.</summary>
    private async Task StoreAsync(IReadOnlyList<Outstanding> ready, Instant now, CancellationToken cancellation)
    {
        while (true)
        {
            var items = ready.Where(i => i.Session.IsOpen).ToList();
            if (items.Count == 0)
            {
                return;
            }

            try
            {
                await StoreAllAsync(items, now, cancellation);
                return;
            }
            catch (FencedException e)
            {
                // The other partitions continue.
                items.ForEach(i => FenceIf(i.Session, e.Partition));
            }
            catch (Exception e) when (!TransientErrors.Include(e) && !TransientErrors.AreOfTheStore(e))
            {
                if (items is [var alone])
                {
                    isolation.SetAside(alone.Session, alone.Slot, $"What judging again from {alone.Note.From} found cannot be stored", e);
                    return;
                }

                foreach (var item in items)
                {
                    await StoreAsync([item], now, cancellation);
                }

                return;
            }
        }
    }

    private static void FenceIf(PartitionSession session, int partition)
    {
        if (session.Partition == partition && session.IsOpen)
        {
            session.Fence();
        }
    }

    private async Task StoreAllAsync(List<Outstanding> items, Instant now, CancellationToken cancellation)
    {
        var changes = items.SelectMany(i => i.Changes(now)).ToList();
        if (changes.Count > 0)
        {
            var owners = items.Where(i => i.Result.Changes.Count > 0).Select(i => i.Session.AlertOwner).Distinct().ToList();
            await retry.RunAsync("Storing alerts", c => alerts.ApplyAsync(changes, owners, c), cancellation);
        }

        await SettleAsync(items, cancellation);
        var states = items.ConvertAll(
            i => BatchSink.HotOf(i.Slot, i.Result.Image) with { Due = i.Session.Deadlines.Rejudged(i.Slot, i.Result.Deadline) });
        await retry.RunAsync("Storing hot state", c => hot.WriteAsync(states, c), cancellation);
        await Task.WhenAll(items.GroupBy(i => i.Session).Select(of => retry.RunAsync(
            "Storing history", c => of.Key.History.RejudgedAsync(of.Select(i => i.JudgedAgain()).ToList(), c), cancellation)));
        changes.ForEach(c => metrics.Changed(c.Change));
    }

    /// <summary>The alerts of vehicles that were evaluated again from where they rested on an ended log follow from history again.</summary>
    private async Task SettleAsync(List<Outstanding> items, CancellationToken cancellation)
    {
        var settled = items.FindAll(i => i.Session.LackingOf(i.Note.Vehicle) is { } lacking && i.Note.From <= lacking.From);
        foreach (var some in settled.GroupBy(i => i.Session))
        {
            VehicleId[] vehicles = [.. some.Select(i => i.Note.Vehicle)];
            await retry.RunAsync("Settling alerts of ended logs", c => alerts.SettleAsync(vehicles, some.Key.Log.Incarnation, c), cancellation);
            Array.ForEach(vehicles, some.Key.FollowsFromHistory);
        }
    }

    private readonly record struct Waiting(PartitionSession Session, VehicleSlot Slot);

    private sealed record Outstanding(PartitionSession Session, VehicleSlot Slot, PendingRejudge Note, RejudgeResult Result)
    {
        public IEnumerable<AlertChange> Changes(Instant now)
        {
            var cause = Session.At(Result.JudgedOffset);
            return Result.Changes.Select(c => new AlertChange(Note.Vehicle, c, cause, now, Reconciled: true));
        }

        public JudgedAgain JudgedAgain() => new(Note, Result.JudgedOffset, Result.Checkpoints.Select(c => new Checkpoint(c.At, c.State)).ToList());
    }
}
