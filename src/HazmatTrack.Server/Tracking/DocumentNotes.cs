using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Server.Tracking;

/// <summary>
/// Has vehicles judged again by what was filed about their past: notes them in history together with the registry's revision, so that a crash leaves
/// either the revision where it was or the notes. Works beside reading and storing, and hands on a few vehicles at a time, so that a filing of a whole
/// fleet holds up neither.
/// </summary>
/// <param name="registry">Where the filings are.</param>
/// <param name="book">By whose documents vehicles are judged: filings are noted once these know them.</param>
/// <param name="stored">Tells when what was judged by older documents is stored.</param>
/// <param name="retry">Tries stores until they answer.</param>
/// <param name="metrics">Counts the vehicles noted.</param>
/// <param name="refresh">Asks for vehicles in a batch of their own, which judges again those that are noted.</param>
internal sealed class DocumentNotes(
    IRegistryStore registry, JudgingBook book, StoredMark stored, Retry retry, TrackingMetrics metrics,
    Func<PartitionSession, IReadOnlyList<VehicleId>, Task> refresh) : IDisposable
{
    /// <summary>Filings read at a time.</summary>
    private const int Page = 1000;

    /// <summary>Vehicles noted in one transaction, at about so many.</summary>
    private const int PerNote = 500;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>By whose turns the vehicles noted are judged again.</summary>
    public NoteTurns Turns { get; } = new(refresh);

    /// <summary>Follows the registry for a partition, once its vehicles are in it, until its session ends.</summary>
    /// <param name="session">The partition.</param>
    /// <param name="whenOtherThan">Done when documents of another revision than the one given are judged by.</param>
    /// <param name="failed">Told of what is not mended by trying again.</param>
    /// <param name="time">For the pause after that.</param>
    public async Task FollowAsync(PartitionSession session, Func<long, CancellationToken, Task> whenOtherThan, Action<Exception> failed, TimeProvider time)
    {
        try
        {
            await session.Opening;
            await session.Settled.WaitAsync(session.Gone);
            while (!session.IsDropped)
            {
                try
                {
                    await whenOtherThan(session.History.DocumentsRevision ?? 0, session.Gone);
                    await RunAsync(session);
                }
                catch (FencedException)
                {
                    session.Fence();
                }
                catch (Exception e) when (!session.IsDropped)
                {
                    failed(e);
                    await Task.Delay(s_patience, time, session.Gone);
                }
            }
        }
        catch (Exception) when (session.IsDropped)
        {
            // The next owner goes on from the revision that is noted.
        }
    }

    /// <summary>Notes all that was filed up to the documents that are judged by now, and sees to it that the vehicles noted are judged again.</summary>
    public async Task RunAsync(PartitionSession session)
    {
        var (history, cancellation) = (session.History, session.Gone);
        var revision = book.Revision;
        var noted = Math.Min(history.DocumentsRevision ?? revision, revision);

        // What was judged by older documents and is not stored yet would be taken for something that is still to be judged.
        await stored.JudgedBeforeAsync(cancellation);
        var touched = new Dictionary<VehicleId, Instant>();
        while (noted < revision || history.DocumentsRevision != revision)
        {
            var page = await retry.RunAsync(
                "Reading what was filed", c => registry.FilingsAsync(noted, revision, session.Owns, Page, c), cancellation);
            foreach (var touch in page.Filings.SelectMany(f => DocumentReach.Touched(f.Before, f.After)))
            {
                foreach (var vehicle in await VehiclesAsync(session, touch))
                {
                    touched[vehicle] = touched.TryGetValue(vehicle, out var known) ? Instant.Earlier(known, touch.From) : touch.From;
                }
            }

            var before = noted;
            noted = page.Revision;
            if (touched.Count >= PerNote || noted >= revision)
            {
                // What is shared may touch a whole fleet: its notes are written some at a time, and the revision with the last of them.
                foreach (var (i, some) in touched.Chunk(2 * PerNote).DefaultIfEmpty([]).Index())
                {
                    await NoteAsync(session, some.ToDictionary(), (i + 1) * 2 * PerNote >= touched.Count ? noted : history.DocumentsRevision ?? before);
                }

                touched = [];
            }
        }
    }

    public void Dispose() => Turns.Dispose();

    /// <summary>The vehicles of a partition that a filing touches: more of them than need be rather than less.</summary>
    private async Task<IEnumerable<VehicleId>> VehiclesAsync(PartitionSession session, DocumentTouch touch)
    {
        if (touch.Subject.Vehicle is { } vehicle)
        {
            return session.Owns(vehicle) ? [vehicle] : [];
        }

        if (touch.Subject.Binding is DocumentBinding.Person or DocumentBinding.Operator)
        {
            var naming = await retry.RunAsync("Reading whose documents name somebody", c => registry.NamingAsync(touch.Subject, c), session.Gone);
            return naming.Where(session.Owns);
        }

        var seen = await retry.RunAsync("Finding who was in an area", c => session.History.SeenAsync(touch.Box, touch.From, c), session.Gone);
        return seen.Where(session.Owns);
    }

    private async Task NoteAsync(PartitionSession session, Dictionary<VehicleId, Instant> touched, long revision)
    {
        var notes = await retry.RunAsync(
            "Noting what was filed", c => session.History.TakeDocumentsAsync(touched, revision, c), session.Gone);
        metrics.Noted(notes.Count);
        await Turns.HandOnAsync(session, notes);
    }
}
