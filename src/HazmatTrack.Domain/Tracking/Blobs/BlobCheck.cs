using System.Buffers.Binary;

namespace HazmatTrack.Domain.Tracking.Blobs;

/// <summary>A check sum against blobs that were cut or damaged; not against forgery.</summary>
internal static class BlobCheck
{
    public static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0x9E3779B97F4A7C15UL ^ (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            sum = Mix(sum ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        var rest = 0UL;
        foreach (var b in bytes)
        {
            rest = (rest << 8) | b;
        }

        return (uint)(Mix(sum ^ rest) >> 32);
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93UL;
        return (x ^ (x >> 29)) * 0xD6E8FEB86659FD93UL;
    }
}
