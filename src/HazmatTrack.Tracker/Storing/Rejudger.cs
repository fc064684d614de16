using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Vehicles;
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
/// the alerts of trucks that report on time, and a vehicle that is still delivering its past would be noted again at once. What the next slice needs is then
/// read while the batch in between is stored, and read again for a vehicle to which anything has happened since.
/// </remarks>
internal sealed partial class Rejudger(
    IAlertStore alerts, IHistoryStore history, IHotState hot, StateLoader loader, RuleContexts book, VehicleIsolation isolation, DamageLog damage, Retry retry,
    TrackingMetrics metrics, TimeProvider time, Func<PartitionSession, IReadOnlyList<VehicleId>, Task> refresh, int slice = Rejudger.Slice)
{
    /// <summary>The number of vehicles re-evaluated between two batches at most.</summary>
    public const int Slice = 64;

    /// <summary>The number of vehicles whose past is read in parallel.</summary>
    private const int AtATime = 4;

    /// <summary>The number of vehicles re-evaluated between two batches while others wait: these have the alerts of trucks that report on time.</summary>
    private const int WhileBehind = 1;

    /// <summary>How long a slice takes at most, but for its last vehicles: the next batch may come any moment.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(10);

    private static readonly Instant s_ever = Instant.From(DateTimeOffset.MaxValue);

    private readonly Queue<Waiting> _backlog = [];

    // Vehicles of the next slice, whose past is being read.
    private readonly Queue<Reading> _ahead = [];

    // Results that are still to be stored: a vehicle must know them before it is re-evaluated once more.
    private readonly List<Outstanding> _outstanding = [];

    private volatile bool _isWaiting;

    /// <summary>
    /// Whether vehicles wait for the next batch, so that one is needed even where nothing is read. Called from any thread, while no batch is in flight.
    /// </summary>
    public bool IsWaiting => _isWaiting;

    private bool AnyWait => _outstanding.Count > 0 || _backlog.Count > 0 || _ahead.Count > 0;

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

        return AnyWait;
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
                Wait(work.Session, work.Vehicles[i].Slot);
            }
        }

        await JudgeAheadAsync(cancellation);
        if (!isBehind)
        {
            await JudgeSliceAsync(cancellation);
        }

        await StoreReadyAsync(batch.Sequence, now, cancellation);
        if (isBehind)
        {
            ReadAhead(cancellation);
        }

        metrics.WaitingToBeJudgedAgain(_backlog.Count + _ahead.Count);
        _isWaiting = AnyWait;
    }

    private void Wait(PartitionSession session, VehicleSlot slot)
    {
        if (session.Notes.Count > 0 && session.IsOpen && session.Notes.ContainsKey(slot.Vehicle) && !slot.IsToBeJudgedAgain
            && !session.IsAhead(slot.Vehicle))
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

    private async Task JudgeSliceAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        for (var left = slice; left > 0 && _backlog.Count > 0 && time.GetElapsedTime(started) < s_patience;)
        {
            var some = Take(Math.Min(AtATime, left));
            left -= some.Count;
            var requests = await Task.WhenAll(some.Select(s => TryReadAsync(s.Who, s.Note, cancellation)));
            for (var i = 0; i < some.Count; i++)
            {
                Judge(some[i].Who, some[i].Note, requests[i]);
            }
        }
    }

    /// <summary>Begins to read what the next slice needs: batches wait, so that it comes soon.</summary>
    private void ReadAhead(CancellationToken cancellation)
    {
        foreach (var (who, note) in Take(Math.Min(WhileBehind, slice)))
        {
            _ahead.Enqueue(new(who, note, Task.Run(() => RequestAsync(who.Session, note, who.Slot.Local?.JudgedBatch ?? -1, cancellation), cancellation)));
        }
    }

    private async Task JudgeAheadAsync(CancellationToken cancellation)
    {
        while (_ahead.TryDequeue(out var reading))
        {
            var ((session, slot), note) = (reading.Who, reading.Note);
            await ((Task)reading.Request).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            if (!session.IsOpen || session.Moving is not null || !session.Owns(note.Vehicle) || slot.IsSetAside)
            {
                slot.IsToBeJudgedAgain = false;
                if (session.Owns(note.Vehicle) && !slot.IsSetAside)
                {
                    session.Notes.TryAdd(note.Vehicle, note);
                }

                continue;
            }

            // Where later reports have widened the note, what was read may lack them.
            var isCurrent = !session.Notes.Remove(note.Vehicle, out var newer) && reading.Request.IsCompletedSuccessfully;
            note = newer ?? note;
            if (!isCurrent || !Judge(reading.Who, note, reading.Request.Result))
            {
                Judge(reading.Who, note, await TryReadAsync(reading.Who, note, cancellation));
            }
        }
    }

    /// <summary>
    /// Evaluates a vehicle again by what was read for it; returns false where anything has happened to the vehicle since, and it must be read again.
    /// </summary>
    private bool Judge(Waiting who, PendingRejudge note, RejudgeRequest? request)
    {
        var (session, slot) = who;
        if (request is null)
        {
            slot.IsToBeJudgedAgain = false;
            if (!slot.IsSetAside)
            {
                session.Notes.TryAdd(note.Vehicle, note);
            }

            return true;
        }

        var result = slot.Local?.Rejudge(request) ?? RejudgeResult.NotLoaded;
        if (result.Outcome == JudgeStatus.Outdated)
        {
            return false;
        }

        slot.IsToBeJudgedAgain = Take(session, slot, note, result);
        return true;
    }

    /// <summary>
    /// The input of the vehicle's re-evaluation; null where it cannot be loaded now, or where the vehicle is quarantined because it cannot be loaded at all.
    /// </summary>
    private async Task<RejudgeRequest?> TryReadAsync(Waiting who, PendingRejudge note, CancellationToken cancellation)
    {
        try
        {
            return await retry.RunAsync("Reading history to judge again", c => RequestAsync(who.Session, note, null, c), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            isolation.SetAside(who.Session, who.Slot, $"What must be judged again from {note.From} cannot be read", e);
            return null;
        }
    }

    /// <summary>Takes the result of a re-evaluation. Returns whether it is to be stored.</summary>
    private bool Take(PartitionSession session, VehicleSlot slot, PendingRejudge note, RejudgeResult result)
    {
        switch (result.Outcome)
        {
            case JudgeStatus.Done:
                metrics.Rejudged(note.Cause);
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

    /// <summary>
    /// The request; null where the alerts are ahead of history: the process ended between storing the two. A re-evaluation would retract findings whose
    /// reports history does not have yet. The log is read again from there, and the note waits for the vehicle's report that brings history up to them.
    /// </summary>
    /// <param name="judgedBatch">The vehicle's newest batch, if the request is void once it has evaluated another.</param>
    private async Task<RejudgeRequest?> RequestAsync(PartitionSession session, PendingRejudge note, long? judgedBatch, CancellationToken cancellation)
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
                JudgedBatch = judgedBatch,
            };
        }
    }

    private readonly record struct Waiting(PartitionSession Session, VehicleSlot Slot);

    private sealed record Reading(Waiting Who, PendingRejudge Note, Task<RejudgeRequest?> Request);

    private sealed record Outstanding(PartitionSession Session, VehicleSlot Slot, PendingRejudge Note, RejudgeResult Result)
    {
        public IEnumerable<AlertChange> Changes(Instant now)
        {
            var cause = Session.At(Result.JudgedOffset);
            return Result.Changes.Select(c => new AlertChange(Note.Vehicle, c, cause, now, Reconciled: true) { EvaluatedTo = Result.Image.Time });
        }

        public JudgedAgain JudgedAgain() => new(Note, Result.JudgedOffset, Result.Checkpoints.Select(c => new Checkpoint(c.At, c.State)).ToList());
    }
}
