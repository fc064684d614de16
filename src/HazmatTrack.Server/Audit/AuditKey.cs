using System.Security.Cryptography;
using HazmatTrack.Domain.Audit.Proofs;

namespace HazmatTrack.Server.Audit;

/// <summary>The private key of the audit record, and the signer that uses it.</summary>
internal sealed class AuditKey(string origin, ECDsa key) : IDisposable
{
    public AuditSigner Signer { get; } = new(origin, key);

    public void Dispose()
    {
        Signer.Dispose();
        key.Dispose();
    }
}
