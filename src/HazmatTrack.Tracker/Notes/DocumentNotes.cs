using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Notes;

/// <summary>
/// Re-evaluates vehicles when documents about their past are filed: it notes them in history together with the registry's revision, so that a crash leaves
/// either the old revision or the notes. It works next to reading and storing, and hands on a few vehicles at a time, so that a filing for a whole fleet
/// delays neither.
/// </summary>
/// <param name="registry">The source of the filings.</param>
/// <param name="book">The documents that vehicles are evaluated by: filings are noted once these include them.</param>
/// <param name="stored">Reports when everything evaluated by older documents is stored.</param>
/// <param name="retry">Retries stores until they answer.</param>
/// <param name="metrics">Counts the vehicles noted.</param>
/// <param name="refresh">Requests a batch of their own for vehicles, which re-evaluates those that are noted.</param>
internal sealed class DocumentNotes(
    IRegistryStore registry, RuleContexts book, StoredWatermark stored, Retry retry, TrackingMetrics metrics,
    Func<PartitionSession, IReadOnlyList<VehicleId>, Task> refresh) : IDisposable
{
    /// <summary>The number of filings read at a time.</summary>
    private const int Page = 1000;

    /// <summary>The approximate number of vehicles noted in one transaction.</summary>
    private const int PerNote = 500;

    /// <summary>Hands on the noted vehicles for re-evaluation, in turns.</summary>
    public NoteTurns Turns { get; } = new(refresh);

    /// <summary>Follows the registry for a partition, once its vehicles are in it, until its session ends.</summary>
    /// <param name="whenOtherThan">Completes when the documents in use have a revision other than the one given.</param>
    /// <param name="failed">Receives failures that a retry does not solve.</param>
    public Task FollowAsync(PartitionSession session, Func<long, CancellationToken, Task> whenOtherThan, Action<Exception> failed, TimeProvider time) =>
        NoteFollowing.RunAsync(
            session,
            async () =>
            {
                if (!PassedBefore(session).Any())
                {
                    await whenOtherThan(session.History.DocumentsRevision ?? 0, session.Gone);
                }

                await RunAsync(session);
                return true;
            },
            failed,
            time);

    /// <summary>Notes all filings up to the documents in use, and starts the re-evaluation of the vehicles noted.</summary>
    public async Task RunAsync(PartitionSession session)
    {
        var (history, cancellation) = (session.History, session.Gone);
        var revision = book.Revision;
        var noted = Math.Min(history.DocumentsRevision ?? revision, revision);

        // Reports that were evaluated by older documents and are not stored yet would be taken for reports that are still to be evaluated.
        await stored.JudgedBeforeAsync(cancellation);
        await FollowPassedAsync(session, noted);
        var (touched, passed) = (new Dictionary<VehicleId, Instant>(), PassedKinds.None);
        while (noted < revision || history.DocumentsRevision != revision)
        {
            var page = await retry.RunAsync(
                "Reading what was filed", c => registry.FilingsAsync(noted, revision, session.Owns, Page, c), cancellation);
            await TouchAsync(session, page, touched);
            passed = page.Unknown.Aggregate(passed, (all, kind) => all.With(kind.Key, kind.Value));
            var before = noted;
            noted = page.Revision;
            if (touched.Count >= PerNote || noted >= revision)
            {
                await NoteAllAsync(session, touched, new(noted) { Passed = passed }, before);
                (touched, passed) = ([], PassedKinds.None);
            }
        }
    }

    public void Dispose() => Turns.Dispose();

    /// <summary>Kinds of document that this program has and a previous owner did not have.</summary>
    private IEnumerable<KeyValuePair<string, long>> PassedBefore(PartitionSession session) =>
        session.History.DocumentsPassed.All.Where(p => registry.Knows(p.Key));

    /// <summary>
    /// Notes filings that previous owners skipped because their build did not know the kind: in a rolling upgrade, and after a downgrade. Filings after a
    /// revision are noted with all others.
    /// </summary>
    private async Task FollowPassedAsync(PartitionSession session, long upTo)
    {
        foreach (var (kind, first) in PassedBefore(session))
        {
            var (after, touched) = (first, new Dictionary<VehicleId, Instant>());
            while (after < upTo)
            {
                var page = await retry.RunAsync(
                    "Reading what was passed over", c => registry.FilingsOfAsync(kind, after, upTo, session.Owns, Page, c), session.Gone);
                await TouchAsync(session, page, touched);
                after = page.Revision;
            }

            var revision = session.History.DocumentsRevision ?? upTo;
            await NoteAllAsync(session, touched, new(revision) { Followed = PassedKinds.None.With(kind, first) }, revision);
        }
    }

    /// <summary>Adds the vehicles that filings affect, and from when on.</summary>
    private async Task TouchAsync(PartitionSession session, FilingPage page, Dictionary<VehicleId, Instant> touched)
    {
        foreach (var touch in page.Filings.SelectMany(f => DocumentReach.Touched(f.Before, f.After)))
        {
            foreach (var vehicle in await VehiclesAsync(session, touch))
            {
                touched[vehicle] = touched.TryGetValue(vehicle, out var known) ? Instant.Earlier(known, touch.From) : touch.From;
            }
        }
    }

    /// <summary>
    /// Shared documents may affect a whole fleet: their notes are written some at a time, and the revision up to which filings are noted is written with the
    /// last of them.
    /// </summary>
    private async Task NoteAllAsync(PartitionSession session, Dictionary<VehicleId, Instant> touched, DocumentMark mark, long before)
    {
        foreach (var (i, some) in touched.Chunk(2 * PerNote).DefaultIfEmpty([]).Index())
        {
            var isLast = (i + 1) * 2 * PerNote >= touched.Count;
            await NoteAsync(session, some.ToDictionary(), isLast ? mark : new(session.History.DocumentsRevision ?? before));
        }
    }

    /// <summary>The vehicles of a partition that a filing affects: rather too many than too few.</summary>
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

    private async Task NoteAsync(PartitionSession session, Dictionary<VehicleId, Instant> touched, DocumentMark mark)
    {
        var notes = await retry.RunAsync(
            "Noting what was filed", c => session.History.TakeDocumentsAsync(touched, mark, c), session.Gone);
        metrics.Noted(notes.Count);
        await Turns.HandOnAsync(session, notes);
    }
}
