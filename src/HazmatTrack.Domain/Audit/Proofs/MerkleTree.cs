using System.Numerics;

namespace HazmatTrack.Domain.Audit.Proofs;

/// <summary>A Merkle tree (RFC 6962 §2.1) over the hashes of leaves; the first ones may be given by their right edge only.</summary>
/// <param name="before">The leaves that are not there any more.</param>
/// <param name="leaves">The hashes of the leaves after them.</param>
public sealed class MerkleTree(MerkleFrontier before, IReadOnlyList<AuditHash> leaves)
{
    public MerkleTree(IReadOnlyList<AuditHash> leaves)
        : this(MerkleFrontier.Empty(), leaves)
    {
    }

    /// <summary>The number of leaves.</summary>
    public long Size => before.Size + leaves.Count;

    /// <summary>The root over the first leaves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The leaves do not reach so far, or were dropped.</exception>
    public AuditHash Root(long size)
    {
        CheckSize(size);
        return size == 0 ? MerkleHash.Empty : size == before.Size ? before.Root : Subtree(0, size);
    }

    /// <summary>The hashes by which a leaf is shown to be in the tree of the first <paramref name="size"/> leaves (RFC 6962 §2.1.1).</summary>
    /// <param name="index">The number of the leaf, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The leaf is not in this tree, or was dropped.</exception>
    public IReadOnlyList<AuditHash> InclusionProof(long index, long size)
    {
        CheckSize(size);
        ArgumentOutOfRangeException.ThrowIfLessThan(index, before.Size);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var proof = new List<AuditHash>();
        var (from, to) = (0L, size);
        while (to - from > 1)
        {
            var middle = from + Split(to - from);
            if (index < middle)
            {
                proof.Add(Subtree(middle, to));
                to = middle;
            }
            else
            {
                proof.Add(Subtree(from, middle));
                from = middle;
            }
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>The hashes by which the tree of the first leaves is shown to be the beginning of a later one (RFC 6962 §2.1.2).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The leaves do not reach so far, or those up to the earlier size were dropped.</exception>
    public IReadOnlyList<AuditHash> ConsistencyProof(long earlier, long later)
    {
        CheckSize(later);
        ArgumentOutOfRangeException.ThrowIfLessThan(earlier, before.Size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(earlier, later);
        var proof = new List<AuditHash>();
        if (earlier == 0 || earlier == later)
        {
            return proof;
        }

        var (from, to, isRoot) = (0L, later, true);
        while (earlier != to)
        {
            var middle = from + Split(to - from);
            if (earlier <= middle)
            {
                proof.Add(Subtree(middle, to));
                to = middle;
            }
            else
            {
                proof.Add(Subtree(from, middle));
                from = middle;
                isRoot = false;
            }
        }

        if (!isRoot)
        {
            proof.Add(Subtree(from, to));
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>The root over the leaves [<paramref name="from"/>, <paramref name="to"/>).</summary>
    private AuditHash Subtree(long from, long to)
    {
        if (from >= before.Size && to - from == 1)
        {
            return leaves[(int)(from - before.Size)];
        }

        if (to <= before.Size && before.Subtree(from, to) is { } dropped)
        {
            return dropped;
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to - from, 1);
        var middle = from + Split(to - from);
        return MerkleHash.Node(Subtree(from, middle), Subtree(middle, to));
    }

    /// <summary>The greatest power of two that is less than a number of leaves.</summary>
    private static long Split(long count) => 1L << (63 - BitOperations.LeadingZeroCount((ulong)(count - 1)));

    private void CheckSize(long size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, before.Size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
    }
}
