using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HazmatTrack.Domain.Access;

/// <summary>
/// The SHA-256 of a random secret of 256 bits: all that is stored of it. A secret of that size cannot be guessed from its hash, so that it needs no slow hash
/// (OWASP ASVS 5.0, 6.5.2).
/// </summary>
public readonly record struct SecretHash
{
    /// <summary>Bytes of a secret, and of its hash.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    private SecretHash(ReadOnlySpan<byte> hash) => (_first, _second, _third, _fourth) = (
        BinaryPrimitives.ReadUInt64BigEndian(hash),
        BinaryPrimitives.ReadUInt64BigEndian(hash[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(hash[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(hash[24..]));

    /// <summary>The hash of a secret.</summary>
    public static SecretHash FromSecret(ReadOnlySpan<byte> secret)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(secret, hash);
        return new(hash);
    }

    /// <summary>A hash as it was stored.</summary>
    /// <exception cref="FormatException">It does not have 32 bytes.</exception>
    public static SecretHash FromStored(ReadOnlySpan<byte> hash) =>
        hash.Length == Size ? new(hash) : throw new FormatException($"The hash of a secret has {Size} bytes; {hash.Length} are stored.");

    /// <summary>Reads 64 hexadecimal digits in lower case, as <see cref="ToString"/> writes them.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SecretHash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text is not { Length: 2 * Size } || text.AsSpan().ContainsAnyExcept(s_digits)
            || Convert.FromHexString(text, bytes, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        hash = new(bytes);
        return true;
    }

    /// <summary>Whether both are the same, found in a time that does not depend on where they differ.</summary>
    public bool Matches(SecretHash other)
    {
        Span<byte> both = stackalloc byte[2 * Size];
        WriteTo(both);
        other.WriteTo(both[Size..]);
        return CryptographicOperations.FixedTimeEquals(both[..Size], both[Size..]);
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        WriteTo(bytes);
        return bytes;
    }

    public override string ToString() => Convert.ToHexStringLower(ToBytes());

    private void WriteTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _first);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _second);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], _third);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], _fourth);
    }
}
