using System.Buffers.Binary;
using HazmatTrack.Domain;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>When a vehicle has to be evaluated without a report.</summary>
/// <param name="At">In time of receipt: when the watermark of its partition reaches it.</param>
/// <param name="Behind">By how much its newest event time was behind the newest receipt; negative where its clock is ahead.</param>
public readonly record struct HotDue(Instant At, TimeSpan Behind)
{
    private const int Size = 16;

    /// <summary>The instant of receipt in the vehicle's own time.</summary>
    public Instant OwnTimeAt(Instant receipt) => receipt - Behind;

    internal byte[] ToBytes()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, At.UnixMilliseconds);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), (long)Behind.TotalMilliseconds);
        return bytes;
    }

    /// <summary>Returns null for a value of another format.</summary>
    internal static HotDue? Read(ReadOnlySpan<byte> bytes) => bytes.Length != Size ? null : new(
        new(BinaryPrimitives.ReadInt64LittleEndian(bytes)), TimeSpan.FromMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..])));
}
