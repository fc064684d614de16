using System.Security.Cryptography;

namespace HazmatTrack.Domain.Audit.Proofs;

/// <summary>The chain of hashes over records: <c>h(n) = SHA-256(h(n-1) || canonical bytes of record n)</c>, where <c>h(0)</c> is all zeros.</summary>
public static class HashChain
{
    public static readonly AuditHash Genesis;

    public static AuditHash Next(AuditHash before, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[AuditHash.Size];
        before.CopyTo(bytes);
        hash.AppendData(bytes);
        hash.AppendData(body);
        hash.GetHashAndReset(bytes);
        return AuditHash.FromBytes(bytes);
    }
}
