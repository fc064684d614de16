using System.Numerics;

namespace HazmatTrack.Domain.Audit.Proofs;

/// <summary>Checks proofs without the leaves (RFC 9162 §2.1.3.2 and §2.1.4.2; the trees are those of RFC 6962).</summary>
public static class MerkleProof
{
    /// <summary>Whether a leaf is the one with this number in the tree of a size and root.</summary>
    /// <param name="leaf">The hash of the leaf.</param>
    /// <param name="index">Its number, from 0.</param>
    public static bool IsIncluded(AuditHash leaf, long index, long size, IReadOnlyList<AuditHash> proof, AuditHash root)
    {
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (at, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if ((at & 1) == 1 || at == last)
            {
                hash = MerkleHash.Node(sibling, hash);
                var levels = (at & 1) == 0 ? TrailingZeros(at) : 0;
                (at, last) = (at >> levels, last >> levels);
            }
            else
            {
                hash = MerkleHash.Node(hash, sibling);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }

    /// <summary>Whether the tree of one size and root is the beginning of the tree of another.</summary>
    public static bool IsConsistent(long earlier, AuditHash earlierRoot, long later, AuditHash laterRoot, IReadOnlyList<AuditHash> proof)
    {
        if (earlier < 0 || earlier > later)
        {
            return false;
        }

        if (earlier == later)
        {
            return proof.Count == 0 && earlierRoot == laterRoot;
        }

        if (earlier == 0)
        {
            return proof.Count == 0 && earlierRoot == MerkleHash.Empty;
        }

        IReadOnlyList<AuditHash> path = BitOperations.IsPow2(earlier) ? [earlierRoot, .. proof] : proof;
        if (path.Count == 0)
        {
            return false;
        }

        var complete = BitOperations.TrailingZeroCount(earlier);
        var (at, last) = ((earlier - 1) >> complete, (later - 1) >> complete);
        var (before, after) = (path[0], path[0]);
        foreach (var sibling in path.Skip(1))
        {
            if (last == 0)
            {
                return false;
            }

            if ((at & 1) == 1 || at == last)
            {
                before = MerkleHash.Node(sibling, before);
                after = MerkleHash.Node(sibling, after);
                var levels = (at & 1) == 0 ? TrailingZeros(at) : 0;
                (at, last) = (at >> levels, last >> levels);
            }
            else
            {
                after = MerkleHash.Node(after, sibling);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 && before == earlierRoot && after == laterRoot;
    }

    /// <summary>The number of levels up to the next one at which a node has a left sibling; 0 has none at any.</summary>
    private static int TrailingZeros(long at) => at == 0 ? 63 : BitOperations.TrailingZeroCount(at);
}
