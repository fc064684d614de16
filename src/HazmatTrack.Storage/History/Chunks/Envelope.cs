using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using ZstdSharp;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>
/// The envelope of stored bytes: version, flags, CRC-32C over all the rest, then the content, compressed with zstd where
/// that makes it smaller. Changed or truncated bytes are therefore never read as data.
/// </summary>
internal static class Envelope
{
    public const int HeaderLength = 6;

    /// <summary>Content is never larger than this; a greater length is corruption, not a memory requirement.</summary>
    public const int MaxContent = 1 << 28;

    private const byte Compressed = 1;

    [ThreadStatic]
    private static Compressor? s_compressor;

    [ThreadStatic]
    private static Decompressor? s_decompressor;

    /// <summary>Wraps content. <paramref name="level"/> is zstd's, 0 for none.</summary>
    public static byte[] Wrap(byte version, ReadOnlySpan<byte> content, int level)
    {
        var bytes = level > 0 ? Compress(version, content, level) : null;
        if (bytes is null)
        {
            bytes = new byte[HeaderLength + content.Length];
            bytes[0] = version;
            content.CopyTo(bytes.AsSpan(HeaderLength));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(2), Checksum(bytes));
        return bytes;
    }

    /// <summary>Unwraps the output of <see cref="Wrap"/> into a writer, which then holds only the content; returns its version.</summary>
    /// <param name="newest">The newest known version; all earlier ones are known.</param>
    /// <param name="bytes">The wrapped bytes.</param>
    /// <param name="content">The output.</param>
    /// <exception cref="ChunkFormatException">The bytes are not those that were written.</exception>
    public static byte Unwrap(byte newest, ReadOnlySpan<byte> bytes, ref ByteWriter content)
    {
        if (bytes.Length < HeaderLength)
        {
            throw new ChunkFormatException($"{bytes.Length} bytes are too few for a header.");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[2..]) != Checksum(bytes))
        {
            throw new ChunkFormatException("its checksum is wrong.");
        }

        if (bytes[0] < 1 || bytes[0] > newest || bytes[1] > Compressed)
        {
            throw new ChunkFormatException($"format {bytes[0]}.{bytes[1]} is not known to this version of the program, which reads up to {newest}.");
        }

        var reader = new ByteReader(bytes[HeaderLength..]);
        if (bytes[1] == 0)
        {
            content.Bytes(reader.Rest);
            return bytes[0];
        }

        var length = reader.Count(MaxContent);
        Decompress(reader.Rest, content.Reserve(length)[..length]);
        content.Advance(length);
        return bytes[0];
    }

    private static void Decompress(ReadOnlySpan<byte> bytes, Span<byte> into)
    {
        s_decompressor ??= new Decompressor();
        int written;
        try
        {
            written = s_decompressor.Unwrap(bytes, into);
        }
        catch (ZstdException e)
        {
            throw new ChunkFormatException("its compressed part is damaged.", e);
        }

        if (written != into.Length)
        {
            throw new ChunkFormatException($"its compressed part holds {written} bytes, not {into.Length}.");
        }
    }

    private static byte[]? Compress(byte version, ReadOnlySpan<byte> content, int level)
    {
        s_compressor ??= new Compressor(level);
        if (s_compressor.Level != level)
        {
            s_compressor.Level = level;
        }

        using var packed = new ByteWriter(content.Length + 64);
        packed.Byte(version);
        packed.Byte(Compressed);
        packed.Bytes([0, 0, 0, 0]);
        packed.Unsigned((ulong)content.Length);
        packed.Advance(s_compressor.Wrap(content, packed.Reserve(Compressor.GetCompressBound(content.Length))));
        return packed.Length < HeaderLength + content.Length ? packed.Written.ToArray() : null;
    }

    /// <summary>CRC-32C (Castagnoli) over everything but its own four bytes.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt16LittleEndian(bytes));
        var rest = bytes[HeaderLength..];
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(rest))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var b in rest[(rest.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }
}
