using System.Buffers.Binary;

namespace HazmatTrack.Kafka;

/// <summary>The partition of a key: murmur2 as Kafka's Java clients compute it, so that every silo and every producer agree.</summary>
internal static class KeyHash
{
    private const uint Seed = 0x9747b28c;
    private const uint Factor = 0x5bd1e995;

    /// <summary>The partition of a key, 0 to <paramref name="partitions"/> - 1.</summary>
    public static int PartitionOf(ReadOnlySpan<byte> key, int partitions) => PartitionOf(Murmur2(key), partitions);

    /// <inheritdoc cref="PartitionOf(ReadOnlySpan{byte}, int)"/>
    /// <param name="hash">The key's <see cref="Murmur2"/>.</param>
    /// <param name="partitions">How many partitions the topic has.</param>
    public static int PartitionOf(int hash, int partitions) => (hash & int.MaxValue) % partitions;

    /// <summary>MurmurHash2 of 32 bits with Kafka's seed (<c>org.apache.kafka.common.utils.Utils.murmur2</c>).</summary>
    public static int Murmur2(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var hash = Seed ^ (uint)data.Length;
            for (; data.Length >= 4; data = data[4..])
            {
                var word = BinaryPrimitives.ReadUInt32LittleEndian(data) * Factor;
                hash = (hash * Factor) ^ ((word ^ (word >> 24)) * Factor);
            }

            if (!data.IsEmpty)
            {
                for (var i = 0; i < data.Length; i++)
                {
                    hash ^= (uint)data[i] << (8 * i);
                }

                hash *= Factor;
            }

            hash = (hash ^ (hash >> 13)) * Factor;
            return (int)(hash ^ (hash >> 15));
        }
    }
}
