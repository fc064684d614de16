using System.Buffers.Binary;

namespace HazmatTrack.BadInput;

/// <summary>The hash by which Kafka's Java clients, and librdkafka as it is set here, choose the partition of a key.</summary>
internal static class Murmur2
{
    private const uint M = 0x5bd1e995;

    public static int PartitionOf(ReadOnlySpan<byte> key, int partitions)
    {
        var hash = 0x9747b28c ^ (uint)key.Length;
        for (; key.Length >= 4; key = key[4..])
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(key) * M;
            hash = (hash * M) ^ ((word ^ (word >> 24)) * M);
        }

        if (key.Length > 0)
        {
            for (var i = key.Length - 1; i >= 0; i--)
            {
                hash ^= (uint)key[i] << (8 * i);
            }

            hash *= M;
        }

        hash = (hash ^ (hash >> 13)) * M;
        return (int)((hash ^ (hash >> 15)) & 0x7fffffff) % partitions;
    }
}
