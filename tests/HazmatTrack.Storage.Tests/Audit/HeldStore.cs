using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Storage.Audit;

namespace HazmatTrack.Storage.Tests.Audit;

/// <summary>A store that appends when it is let, and remembers how many came together.</summary>
internal sealed class HeldStore : IAuditStore, IDisposable
{
    private readonly SemaphoreSlim _held = new(0);

    /// <summary>Is released each time an append begins.</summary>
    public SemaphoreSlim Entered { get; } = new(0);

    public List<int> Groups { get; } = [];

    public Exception? Failure { get; set; }

    public void Release(int appends) => _held.Release(appends);

    public async Task<IReadOnlyList<AuditRecord>> AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
    {
        Entered.Release();
        await _held.WaitAsync(cancellation);
        if (Failure is { } failure)
        {
            throw failure;
        }

        var from = Groups.Sum() + 1;
        Groups.Add(entries.Count);
        return [.. entries.Select((entry, i) => new AuditRecord(from + i, entry.At, entry))];
    }

    public void Dispose()
    {
        _held.Dispose();
        Entered.Dispose();
    }

    public Task<IReadOnlyList<AuditRow>> ReadAsync(long from, int limit, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<AuditPage> FindAsync(AuditQuery query, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<SignedNote> CheckpointAsync(AuditSigner signer, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<SignedNote>> CheckpointsAsync(long from, int limit, CancellationToken cancellation) => throw new NotSupportedException();

    public Task CosignAsync(long size, NoteSignature signature, AuditPublicKey witness, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<AuditAnchor> AnchorAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<AuditAnchor> AnchorAtAsync(long size, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<AuditStatus> StatusAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation) => throw new NotSupportedException();
}
