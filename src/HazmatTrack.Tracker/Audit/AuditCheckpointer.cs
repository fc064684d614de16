using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Storage.Audit;

namespace HazmatTrack.Tracker.Audit;

/// <summary>
/// Makes signed checkpoints of the audit record: after so many entries, and after so much time where there is any entry. The store makes one checkpoint for
/// each state of the record, so two silos that both believe to have the lease do no harm.
/// </summary>
internal sealed partial class AuditCheckpointer(
    AuditStore store, AuditSigner signer, AuditOptions options, AuditMetrics metrics, TimeProvider clock, ILogger<AuditCheckpointer> logger)
    : LeasedService(store, Lease, clock, logger)
{
    public const string Lease = "checkpoint";

    /// <summary>The number of records at which this silo saw the first unsigned entry, and when by its own clock.</summary>
    private (long Covered, long Since)? _unsigned;

    protected override async Task StepAsync(long last, CancellationToken cancellation)
    {
        var status = await Store.StatusAsync(cancellation);
        metrics.Unsigned(status.Records - status.Covered, status.UnsignedSince);
        if (!IsDue(status))
        {
            return;
        }

        var size = AuditCheckpoint.Parse((await Store.CheckpointAsync(signer, cancellation)).Text).Size;
        if (size > status.Covered)
        {
            metrics.CheckpointMade();
            metrics.Unsigned(0, null);
        }

        await AdvanceAsync(size, cancellation);
    }

    protected override void OnNotHeld()
    {
        _unsigned = null;
        metrics.Unsigned(0, null);
    }

    protected override void OnFailed(Exception exception, TimeSpan pause)
    {
        metrics.Failed(Lease);
        Failed(logger, exception, pause);
    }

    private bool IsDue(AuditStatus status)
    {
        if (status.UnsignedSince is not { } recorded || status.Records <= status.Covered)
        {
            _unsigned = null;
            return false;
        }

        // By this silo's own clock too: another silo's may have been ahead when the entry was recorded.
        if (_unsigned?.Covered != status.Covered)
        {
            _unsigned = (status.Covered, Clock.GetTimestamp());
        }

        return status.Records - status.Covered >= options.CheckpointEntries
            || Clock.GetElapsedTime(_unsigned.Value.Since) >= options.CheckpointEvery
            || Instant.From(Clock.GetUtcNow()) - recorded >= options.CheckpointEvery;
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "No checkpoint of the audit record could be made; retried in {Pause}. Entries are still recorded and chained, and not yet signed. "
            + "Look at the database and at the key (Audit:KeyFile).")]
    private static partial void Failed(ILogger logger, Exception exception, TimeSpan pause);
}
