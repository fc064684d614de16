using System.Numerics;
using System.Runtime.CompilerServices;

namespace HazmatTrack.Domain;

/// <summary>
/// Numbers of variable length, as Kafka messages, packed states and history write them: seven bits a byte, the least first, with the top bit set in all but
/// the last (LEB128); signed numbers in zig-zag order, so that small ones of either sign are short. The source is the encoding of Protocol Buffers.
/// </summary>
public static class Varint
{
    /// <summary>The bytes of the longest number.</summary>
    public const int MostBytes = 10;

    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    public static long FromZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <summary>How many bytes a number takes.</summary>
    public static int Size(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;

    /// <summary>Writes a number at <paramref name="at"/>, which moves behind it. The array must have room for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(byte[] bytes, ref int at, ulong value)
    {
        while (value >= 0x80)
        {
            bytes[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[at++] = (byte)value;
    }

    /// <inheritdoc cref="Write(byte[], ref int, ulong)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Span<byte> bytes, ref int at, ulong value)
    {
        while (value >= 0x80)
        {
            bytes[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[at++] = (byte)value;
    }

    /// <summary>
    /// Reads the number that the bytes begin with. Returns how many bytes it takes; 0 where the bytes end in the middle of it; -1 where it does not end within
    /// <see cref="MostBytes"/>. Bits beyond 64 are dropped.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ReadOnlySpan<byte> bytes, out ulong value)
    {
        if (!bytes.IsEmpty && bytes[0] < 0x80)
        {
            value = bytes[0];
            return 1;
        }

        return ReadLong(bytes, out value);
    }

    private static int ReadLong(ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < MostBytes; i++)
        {
            if (i >= bytes.Length)
            {
                return 0;
            }

            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                return i + 1;
            }
        }

        return -1;
    }
}
