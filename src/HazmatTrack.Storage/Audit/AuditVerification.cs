using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Domain.Audit.Verification;

namespace HazmatTrack.Storage.Audit;

/// <summary>Verifies a stored record, or the part of it between two checkpoints.</summary>
public static class AuditVerification
{
    private const int PageSize = 1000;

    /// <summary>Verifies all kept records against the checkpoints of the store and those that others have kept.</summary>
    /// <param name="elsewhere">Checkpoints that were handed to witnesses; empty where there are none.</param>
    public static async Task<AuditVerdict> VerifyAsync(
        IAuditStore store, AuditTrust trust, IReadOnlyList<SignedNote> elsewhere, CancellationToken cancellation) =>
        (await ReportAsync(store, trust, elsewhere, null, null, cancellation)).Verdict;

    /// <summary>
    /// Verifies the records of a span of time, and says what was verified. A record is proven by the checkpoints around it, so the part begins after the last
    /// checkpoint that was made before the span, and ends with the first that was made after it; it may be longer than the span, and is never shorter.
    /// </summary>
    /// <param name="elsewhere">Checkpoints that were handed to witnesses; empty where there are none.</param>
    /// <param name="from">The beginning of the span, by the time at which records were recorded; null for the first kept record.</param>
    /// <param name="to">The end of the span; null for the last record.</param>
    public static async Task<AuditReport> ReportAsync(
        IAuditStore store, AuditTrust trust, IReadOnlyList<SignedNote> elsewhere, Instant? from, Instant? to, CancellationToken cancellation)
    {
        try
        {
            return await VerifyKeptAsync(store, trust, elsewhere, from, to, cancellation);
        }
        catch (AuditFormatException e)
        {
            return new(AuditVerdict.Unreadable(e), 0, null, null, 0, 0, []);
        }
    }

    private static async Task<AuditReport> VerifyKeptAsync(
        IAuditStore store, AuditTrust trust, IReadOnlyList<SignedNote> elsewhere, Instant? from, Instant? to, CancellationToken cancellation)
    {
        while (true)
        {
            var kept = await store.AnchorAsync(cancellation);

            // Only what is there already: each checkpoint that is read has its records.
            var checkpoints = Read([.. await CheckpointsAsync(store, cancellation), .. elsewhere]);
            var start = await StartAsync(store, kept, checkpoints.Take(checkpoints.Count - elsewhere.Count), from, cancellation);
            var end = checkpoints.Where(c => c.At >= to && c.Size >= start.Frontier.Size).Select(c => c.Size).DefaultIfEmpty(long.MaxValue).Min();
            var verifier = new AuditVerifier(trust, start, checkpoints.Where(c => c.Size <= end).Select(c => c.Note));
            var before = await store.StatusAsync(cancellation);
            await AddAllAsync(store, verifier, start.Frontier.Size, end, cancellation);

            (long, long)? head = end == long.MaxValue ? (before.Records, (await store.StatusAsync(cancellation)).Records) : null;
            var verdict = verifier.End(head);

            // Retention may have dropped records while they were read; then the record is verified from where it begins now.
            if (verdict.IsWhole || (await store.AnchorAsync(cancellation)).Frontier.Size == kept.Frontier.Size)
            {
                return new(
                    verdict,
                    verdict.First == 0 ? 0 : Math.Max(0, verdict.Last - verdict.First + 1),
                    verifier.From,
                    verifier.To,
                    verifier.Checkpoints,
                    checkpoints.TakeLast(elsewhere.Count).Count(c => c.Size >= start.Frontier.Size && c.Size <= end),
                    [.. verifier.Keys]);
            }
        }
    }

    /// <summary>Adds the records after a number, up to another.</summary>
    private static async Task AddAllAsync(IAuditStore store, AuditVerifier verifier, long after, long end, CancellationToken cancellation)
    {
        // Nothing may be in front of the first record ever written. Dropped records may be there until they are deleted.
        var (next, seen) = (after == 0 ? long.MinValue : after + 1, (long?)null);
        while (verifier.Fault is null)
        {
            // Each page begins with the last record of the one before, so that a second one of that number is not missed.
            var page = await store.ReadAsync(next, PageSize, cancellation);
            var fresh = page.Skip(page.Count > 0 && page[0].Sequence == seen ? 1 : 0).TakeWhile(r => r.Sequence <= end).ToList();
            if (fresh.Count == 0)
            {
                return;
            }

            fresh.ForEach(verifier.Add);
            (next, seen) = (fresh[^1].Sequence, fresh[^1].Sequence);
        }
    }

    /// <summary>The place after the last checkpoint before an instant, or the first kept record where there is none.</summary>
    private static async Task<AuditAnchor> StartAsync(
        IAuditStore store, AuditAnchor kept, IEnumerable<Known> checkpoints, Instant? from, CancellationToken cancellation) =>
        from is { } instant && checkpoints.Where(c => c.At <= instant && c.Size > kept.Frontier.Size).MaxBy(c => c.Size) is { } before
            ? await store.AnchorAtAsync(before.Size, cancellation)
            : kept;

    /// <summary>Size and time as the notes say; of a note that cannot be read neither, so that the verifier names it.</summary>
    private static List<Known> Read(IReadOnlyList<SignedNote> notes) => [.. notes.Select(note =>
    {
        try
        {
            var checkpoint = AuditCheckpoint.Parse(note.Text);
            return new Known(note, checkpoint.Size, checkpoint.At);
        }
        catch (AuditFormatException)
        {
            return new Known(note, -1, null);
        }
    })];

    private static async Task<List<SignedNote>> CheckpointsAsync(IAuditStore store, CancellationToken cancellation)
    {
        var all = new List<SignedNote>();
        long from = 0;
        while (await store.CheckpointsAsync(from, PageSize, cancellation) is { Count: > 0 } page)
        {
            all.AddRange(page);
            from = AuditCheckpoint.Parse(page[^1].Text).Size + 1;
        }

        return all;
    }

    private sealed record Known(SignedNote Note, long Size, Instant? At);
}
