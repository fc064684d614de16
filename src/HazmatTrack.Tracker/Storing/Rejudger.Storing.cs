using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;

namespace HazmatTrack.Tracker.Storing;

/// <remarks>This part stores what re-evaluations have found.</remarks>
internal sealed partial class Rejudger
{
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

        // A vehicle that was noted again meanwhile waited until here. History says whether it was: a note that was read again, after a write that may or may
        // not have been stored, was announced to nobody.
        foreach (var (session, slot, _, _) in ready)
        {
            if (session.IsOpen && session.History.NoteOf(slot.Vehicle) is { } note)
            {
                session.Note(note);
            }

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
            await retry.RunAsync("Settling alerts of ended logs", c => alerts.SettleAsync(vehicles, c), cancellation);
            Array.ForEach(vehicles, some.Key.FollowsFromHistory);
        }
    }
}
