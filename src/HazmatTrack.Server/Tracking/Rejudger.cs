using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tracking.Isolation;
using HazmatTrack.Storage;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.HotState;

namespace HazmatTrack.Server.Tracking;

/// <summary>
/// Works off the notes of vehicles whose past changed before their tail: hands the vehicle its stored past, and stores what that changes, the
/// note last. The vehicle may have judged batches ahead that are not stored yet; what judging again found rests on them, and so is stored after
/// them.
/// </summary>
internal sealed class Rejudger(
    IAlertStore alerts, IHistoryStore history, IHotState hot, StateLoader loader, JudgingBook book, VehicleIsolation isolation, DamageLog damage, Retry retry,
    Topics topics, TrackingMetrics metrics, Func<PartitionSession, IReadOnlyList<VehicleId>, Task> refresh)
{
    private static readonly Instant s_ever = Instant.From(DateTimeOffset.MaxValue);

    private readonly List<Outstanding> _outstanding = [];

    /// <summary>Whether <see cref="RunAsync"/> would do anything.</summary>
    public bool HasWork(IReadOnlyList<PartitionWork> works)
    {
        for (var i = 0; i < works.Count; i++)
        {
            if (works[i].Session.Notes.Count > 0)
            {
                return true;
            }
        }

        return _outstanding.Count > 0;
    }

    /// <summary>Called after a batch is stored: begins with the vehicles of the batch that are noted, and stores what may now be stored.</summary>
    public async Task RunAsync(IReadOnlyList<PartitionWork> works, Instant now, CancellationToken cancellation)
    {
        foreach (var work in works)
        {
            if (work.Session.Notes.Count == 0 || !work.Session.IsOpen)
            {
                continue;
            }

            for (var i = 0; i < work.VehicleCount; i++)
            {
                var slot = work.Vehicles[i].Slot;
                if (work.Session.Notes.TryGetValue(slot.Vehicle, out var note) && !_outstanding.Exists(o => o.Slot == slot))
                {
                    work.Session.Notes.Remove(slot.Vehicle);
                    await BeginAsync(work.Session, slot, note, cancellation);
                }
            }
        }

        for (var i = 0; i < _outstanding.Count; i++)
        {
            var item = _outstanding[i];
            if (item.Session.IsDropped)
            {
                _outstanding.RemoveAt(i--);
            }
            else if (item.Result.JudgedOffset <= item.Session.FlushedOffset)
            {
                _outstanding.RemoveAt(i--);
                await StoreAsync(item, now, cancellation);

                // Noted again meanwhile: it waited, since it must know what this one has said.
                if (item.Session.IsOpen && item.Session.Notes.Remove(item.Slot.Vehicle, out var next))
                {
                    await BeginAsync(item.Session, item.Slot, next, cancellation);
                }
            }
        }
    }

    private async Task BeginAsync(PartitionSession session, VehicleSlot slot, RejudgeNote note, CancellationToken cancellation)
    {
        if (slot.IsSetAside)
        {
            // Released, it is noted anew.
            return;
        }

        RejudgeRequest? request;
        try
        {
            request = await retry.RunAsync("Reading history to judge again", c => RequestAsync(session, note, c), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            isolation.SetAside(session, slot, $"What must be judged again from {note.From} cannot be read", e);
            return;
        }

        if (request is null)
        {
            session.Notes.TryAdd(note.Vehicle, note);
            return;
        }

        Rejudgement result;
        try
        {
            result = slot.Local is { } vehicle ? vehicle.Rejudge(request) : await slot.Grain.RejudgeAsync(request).AsTask().WaitAsync(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new TrackingFault($"Vehicle {note.Vehicle} of partition {session.Partition} was not judged again from {note.From}: {e.Message}", e);
        }

        switch (result.Outcome)
        {
            case Outcome.Done:
                metrics.Rejudged();
                _outstanding.Add(new(session, slot, note, result));
                break;
            case Outcome.Failed:
                isolation.SetAside(session, slot, $"Judging again from {note.From} fails", result.Failure ?? "");
                break;
            case Outcome.NotLoaded:
                // The next batch with this vehicle gives it its state; it is asked for, since the vehicle may not report again.
                slot.Local = null;
                session.Notes.TryAdd(note.Vehicle, note);
                _ = refresh(session, [note.Vehicle]);
                break;
            default:
                session.Fence();
                break;
        }
    }

    /// <summary>
    /// Null where the alerts are ahead of history: the process ended between storing the two. Judging again would retract what history does not give
    /// yet. The log is read again from there, and the note waits for the vehicle's report that brings history up to them.
    /// </summary>
    private async Task<RejudgeRequest?> RequestAsync(PartitionSession session, RejudgeNote note, CancellationToken cancellation)
    {
        if (await alerts.ReachAsync(note.Vehicle, topics.Incarnation, session.Partition, cancellation) > session.FlushedOffset)
        {
            return null;
        }

        var before = new Instant(note.From.UnixMilliseconds - 1);
        while (true)
        {
            var stored = await history.CheckpointAsync(note.Vehicle, before, cancellation);
            var checkpoint = stored is null ? null : new TrackCheckpoint(stored.At, stored.State);
            Instant since;
            try
            {
                since = checkpoint is null ? default : VehicleTracker.StandingSince(checkpoint, book.Rules);
            }
            catch (TrackerBlobException e)
            {
                damage.Found(StateLoader.Checkpoint(note.Vehicle, session.Partition, checkpoint!.At, e));
                before = new(checkpoint.At.UnixMilliseconds - 1);
                continue;
            }

            return new()
            {
                Owner = session.Owner,
                Checkpoint = checkpoint,
                Stored = await loader.StoredAsync(session, note.Vehicle, checkpoint?.At, cancellation),
                Standing = await alerts.StandingAsync(note.Vehicle, since, s_ever, cancellation),
                Cause = note.Cause,
            };
        }
    }

    private async Task StoreAsync(Outstanding item, Instant now, CancellationToken cancellation)
    {
        try
        {
            await StoreAllAsync(item, now, cancellation);
        }
        catch (FencedException)
        {
            item.Session.Fence();
        }
        catch (Exception e) when (!TransientErrors.Include(e) && !TransientErrors.AreOfTheStore(e))
        {
            isolation.SetAside(item.Session, item.Slot, $"What judging again from {item.Note.From} found cannot be stored", e);
        }
    }

    private async Task StoreAllAsync(Outstanding item, Instant now, CancellationToken cancellation)
    {
        var (session, slot, note, result) = item;
        var cause = new LogPosition(topics.Incarnation, session.Partition, result.JudgedOffset);
        if (result.Changes.Count > 0)
        {
            var changes = result.Changes.Select(c => new AlertChange(note.Vehicle, c, cause, now, Reconciled: true)).ToList();
            await retry.RunAsync("Storing alerts", c => alerts.ApplyAsync(changes, [session.AlertOwner], c), cancellation);
            foreach (var change in result.Changes)
            {
                metrics.Changed(change);
            }
        }

        var state = BatchSink.HotOf(slot, result.Image) with { Due = session.Deadlines.Rejudged(slot, result.Deadline) };
        await retry.RunAsync("Storing hot state", c => hot.WriteAsync([state], c), cancellation);
        var checkpoints = result.Checkpoints.Select(c => new Checkpoint(c.At, c.State)).ToList();
        await retry.RunAsync("Storing history", c => session.History.RejudgedAsync(note, result.JudgedOffset, checkpoints, c), cancellation);
    }

    private sealed record Outstanding(PartitionSession Session, VehicleSlot Slot, RejudgeNote Note, Rejudgement Result);
}
