using System.Buffers.Binary;

namespace HazmatTrack.Domain.Audit.Proofs;

/// <summary>A SHA-256 hash: 32 bytes, compared by value. The default value is all zeros.</summary>
public readonly record struct AuditHash(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    /// <summary>Its size in bytes.</summary>
    public const int Size = 32;

    /// <exception cref="AuditFormatException">There are not 32 bytes.</exception>
    public static AuditHash FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? new(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]))
        : throw new AuditFormatException($"A hash has {bytes.Length} bytes; SHA-256 has {Size}.");

    public void CopyTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, First);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], Second);
        BinaryPrimitives.WriteUInt64BigEndian(target[16..], Third);
        BinaryPrimitives.WriteUInt64BigEndian(target[24..], Fourth);
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Base64, as in checkpoints.</summary>
    public override string ToString() => Convert.ToBase64String(ToBytes());
}
