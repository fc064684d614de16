using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Domain.Audit.Verification;

namespace HazmatTrack.Storage.Audit;

/// <summary>Verifies a whole stored record.</summary>
public static class AuditVerification
{
    private const int PageSize = 1000;

    /// <summary>Verifies all kept records against the checkpoints of the store and those that others have kept.</summary>
    /// <param name="elsewhere">Checkpoints that were handed to witnesses; empty where there are none.</param>
    public static async Task<AuditVerdict> VerifyAsync(
        IAuditStore store, AuditTrust trust, IReadOnlyList<SignedNote> elsewhere, CancellationToken cancellation)
    {
        try
        {
            return await VerifyKeptAsync(store, trust, elsewhere, cancellation);
        }
        catch (AuditFormatException e)
        {
            return AuditVerdict.Unreadable(e);
        }
    }

    private static async Task<AuditVerdict> VerifyKeptAsync(
        IAuditStore store, AuditTrust trust, IReadOnlyList<SignedNote> elsewhere, CancellationToken cancellation)
    {
        while (true)
        {
            var anchor = await store.AnchorAsync(cancellation);

            // Only what is there already: each checkpoint that is read has its records.
            var checkpoints = await CheckpointsAsync(store, cancellation);
            var verifier = new AuditVerifier(trust, anchor, [.. checkpoints, .. elsewhere]);
            var next = anchor.Frontier.Size + 1;
            while (verifier.Fault is null && await store.ReadAsync(next, PageSize, cancellation) is { Count: > 0 } page)
            {
                foreach (var row in page)
                {
                    verifier.Add(row);
                }

                next = page[^1].Sequence + 1;
            }

            // Retention may have dropped records while they were read; then the record is verified from where it begins now.
            var verdict = verifier.End();
            if (verdict.IsWhole || (await store.AnchorAsync(cancellation)).Frontier.Size == anchor.Frontier.Size)
            {
                return verdict;
            }
        }
    }

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
}
