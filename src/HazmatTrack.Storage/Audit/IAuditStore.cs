using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;

namespace HazmatTrack.Storage.Audit;

/// <summary>
/// The audit record (审计记录). PostgreSQL or SQLite; one suite of tests for both. Records are added and never changed; the database itself refuses anything
/// else. A store that cannot be asked throws <see cref="DbException"/>.
/// </summary>
public interface IAuditStore
{
    /// <summary>
    /// Adds entries in order, in one transaction, and returns them as they were recorded. When it returns they survive a power cut. Several processes append
    /// one after the other. After an exception nothing was added, unless the connection broke while it was committed: then everything may have been.
    /// </summary>
    /// <exception cref="AuditFormatException">An entry could not be read again, such as one with an action that is not on the list.</exception>
    Task<IReadOnlyList<AuditRecord>> AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellation);

    /// <summary>Records as they are stored, for verification: by number from <paramref name="from"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<AuditRow>> ReadAsync(long from, int limit, CancellationToken cancellation);

    /// <summary>
    /// A page of records that fulfil a query, the latest first, as they are stored; <see cref="AuditCodec.Decode"/> reads them. A page costs about what is on
    /// it, and where several conditions must hold no more than <see cref="AuditQuery.MostRead"/> entries.
    /// </summary>
    Task<AuditPage> FindAsync(AuditQuery query, CancellationToken cancellation);

    /// <summary>Signs and stores what the record is now. Returns the last checkpoint where nothing was added since.</summary>
    Task<SignedNote> CheckpointAsync(AuditSigner signer, CancellationToken cancellation);

    /// <summary>Checkpoints with all their cosignatures, of at least <paramref name="from"/> records, by size, at most <paramref name="limit"/>.</summary>
    /// <exception cref="AuditFormatException">A stored checkpoint is no signed note.</exception>
    Task<IReadOnlyList<SignedNote>> CheckpointsAsync(long from, int limit, CancellationToken cancellation);

    /// <summary>Adds the signature of a witness to a checkpoint. Repeating it changes nothing.</summary>
    /// <exception cref="ArgumentException">The key is no witness's, or did not sign this checkpoint: it would spoil the checkpoint for ever.</exception>
    Task CosignAsync(long size, NoteSignature signature, AuditPublicKey witness, CancellationToken cancellation);

    /// <summary>Where the kept records begin.</summary>
    Task<AuditAnchor> AnchorAsync(CancellationToken cancellation);

    /// <summary>What is needed to go on after a checkpoint, as <see cref="AnchorAsync"/> after dropped records.</summary>
    /// <param name="size">The number of records that the checkpoint covers.</param>
    /// <exception cref="AuditFormatException">There is no such checkpoint, or it cannot be read.</exception>
    Task<AuditAnchor> AnchorAtAsync(long size, CancellationToken cancellation);

    /// <summary>How many records there are by the store's own count, and how many of them are signed.</summary>
    /// <exception cref="AuditFormatException">The count is missing.</exception>
    Task<AuditStatus> StatusAsync(CancellationToken cancellation);

    /// <summary>
    /// Drops records from the beginning that were recorded before an instant, up to a checkpoint, which stays and proves what was there. Returns how many.
    /// </summary>
    /// <exception cref="DbException">The database refuses it: the records are not three years old.</exception>
    /// <exception cref="AuditFormatException">The checkpoint was changed, so that nothing would prove what was dropped; nothing is.</exception>
    Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation);
}
