using System.Numerics;

namespace HazmatTrack.Domain.Audit.Proofs;

/// <summary>
/// The right edge of a Merkle tree: the roots of its complete subtrees from the greatest to the smallest, one for each bit that is set in the number of leaves.
/// By it leaves are added and the root is computed without the leaves before, which retention may have dropped.
/// </summary>
public sealed class MerkleFrontier
{
    private readonly List<AuditHash> _subtrees;

    private MerkleFrontier(long size, IEnumerable<AuditHash> subtrees)
    {
        Size = size;
        _subtrees = [.. subtrees];
    }

    /// <summary>The number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>The root of the tree.</summary>
    public AuditHash Root
    {
        get
        {
            if (_subtrees.Count == 0)
            {
                return MerkleHash.Empty;
            }

            var root = _subtrees[^1];
            for (var i = _subtrees.Count - 2; i >= 0; i--)
            {
                root = MerkleHash.Node(_subtrees[i], root);
            }

            return root;
        }
    }

    public static MerkleFrontier Empty() => new(0, []);

    /// <summary>Reads <see cref="ToBytes"/>.</summary>
    /// <exception cref="AuditFormatException">A tree of this size has another number of complete subtrees.</exception>
    public static MerkleFrontier FromBytes(long size, ReadOnlySpan<byte> bytes)
    {
        if (size < 0 || bytes.Length != BitOperations.PopCount((ulong)size) * AuditHash.Size)
        {
            throw new AuditFormatException($"The right edge of a tree of {size} records cannot have {bytes.Length} bytes.");
        }

        var subtrees = new AuditHash[bytes.Length / AuditHash.Size];
        for (var i = 0; i < subtrees.Length; i++)
        {
            subtrees[i] = AuditHash.FromBytes(bytes.Slice(i * AuditHash.Size, AuditHash.Size));
        }

        return new(size, subtrees);
    }

    public MerkleFrontier Copy() => new(Size, _subtrees);

    /// <summary>Adds the hash of the next leaf.</summary>
    public void Add(AuditHash leaf)
    {
        for (var bit = Size; (bit & 1) == 1; bit >>= 1)
        {
            leaf = MerkleHash.Node(_subtrees[^1], leaf);
            _subtrees.RemoveAt(_subtrees.Count - 1);
        }

        _subtrees.Add(leaf);
        Size++;
    }

    /// <summary>The hashes one after the other, 32 bytes each.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_subtrees.Count * AuditHash.Size];
        for (var i = 0; i < _subtrees.Count; i++)
        {
            _subtrees[i].CopyTo(bytes.AsSpan(i * AuditHash.Size));
        }

        return bytes;
    }

    /// <summary>The root of a complete subtree over the leaves [<paramref name="from"/>, <paramref name="to"/>); null where it is none of them.</summary>
    internal AuditHash? Subtree(long from, long to)
    {
        long at = 0;
        foreach (var subtree in _subtrees)
        {
            var length = 1L << (63 - BitOperations.LeadingZeroCount((ulong)(Size - at)));
            if (at == from && at + length == to)
            {
                return subtree;
            }

            at += length;
        }

        return null;
    }
}
