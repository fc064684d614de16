using System.Security.Cryptography;

namespace HazmatTrack.Domain.Audit.Proofs;

/// <summary>The hashes of a Merkle tree (RFC 6962 §2.1). Leaves and nodes begin with different bytes, so that no node passes for a leaf.</summary>
public static class MerkleHash
{
    /// <summary>The root of a tree without leaves.</summary>
    public static AuditHash Empty { get; } = AuditHash.FromBytes(SHA256.HashData([]));

    public static AuditHash Leaf(ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(body);
        Span<byte> bytes = stackalloc byte[AuditHash.Size];
        hash.GetHashAndReset(bytes);
        return AuditHash.FromBytes(bytes);
    }

    public static AuditHash Node(AuditHash left, AuditHash right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * AuditHash.Size)];
        bytes[0] = 1;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + AuditHash.Size)..]);
        Span<byte> hash = stackalloc byte[AuditHash.Size];
        SHA256.HashData(bytes, hash);
        return AuditHash.FromBytes(hash);
    }
}
