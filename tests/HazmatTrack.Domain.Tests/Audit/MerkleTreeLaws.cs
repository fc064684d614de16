using System.Security.Cryptography;
using CsCheck;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;

namespace HazmatTrack.Domain.Tests.Audit;

/// <summary>The tree against the definition of RFC 6962 §2.1, written out as it is there.</summary>
public sealed class MerkleTreeLaws
{
    private static readonly Gen<int> s_size = Gen.Int[1, 70];

    [Fact]
    public void The_root_is_the_one_of_the_definition_however_it_is_computed() => Gen.Select(Gen.Int[0, 70], Gen.Int[0, 70]).Sample((size, kept) =>
    {
        var leaves = Leaves(size);
        var expected = Definition(Bodies(size));
        Assert.Equal(expected, new MerkleTree(leaves).Root(size).ToBytes());
        var frontier = Frontier(leaves);
        Assert.Equal(expected, frontier.Root.ToBytes());
        Assert.Equal(expected, MerkleFrontier.FromBytes(size, frontier.ToBytes()).Root.ToBytes());

        var before = Math.Min(kept, size);
        Assert.Equal(expected, new MerkleTree(Frontier(leaves[..before]), leaves[before..]).Root(size).ToBytes());
    });

    [Fact]
    public void Every_leaf_that_is_kept_is_shown_to_be_included_and_nothing_else_is() =>
        Gen.Select(s_size, s_size, s_size, s_size).Sample((size, index, kept, other) =>
        {
            index %= size;
            var leaves = Leaves(size);
            var before = Math.Min(kept - 1, index);
            var tree = new MerkleTree(Frontier(leaves[..before]), leaves[before..]);
            var proof = tree.InclusionProof(index, size);
            var root = tree.Root(size);
            Assert.True(MerkleProof.IsIncluded(leaves[index], index, size, proof, root));
            Assert.False(MerkleProof.IsIncluded(MerkleHash.Leaf("x"u8), index, size, proof, root));
            Assert.False(MerkleProof.IsIncluded(leaves[index], index, size, [.. proof, leaves[0]], root));
            Assert.Equal(proof.Count == 0, MerkleProof.IsIncluded(leaves[index], index, size, [.. proof.Skip(1)], root));
            if (other % size != index)
            {
                Assert.False(MerkleProof.IsIncluded(leaves[index], other % size, size, proof, root));
            }
        });

    [Fact]
    public void A_tree_is_shown_to_be_the_beginning_of_a_later_one_and_no_other_is() =>
        Gen.Select(s_size, s_size, s_size, s_size).Sample((a, b, kept, changed) =>
        {
            var (earlier, later) = (Math.Min(a, b), Math.Max(a, b));
            var leaves = Leaves(later);
            var before = Math.Min(kept - 1, earlier);
            var tree = new MerkleTree(Frontier(leaves[..before]), leaves[before..]);
            var proof = tree.ConsistencyProof(earlier, later);
            var (first, second) = (tree.Root(earlier), tree.Root(later));
            Assert.True(MerkleProof.IsConsistent(earlier, first, later, second, proof));
            Assert.False(MerkleProof.IsConsistent(earlier, first, later, second, [.. proof, leaves[0]]));

            var rewritten = leaves.ToArray();
            rewritten[changed % earlier] = MerkleHash.Leaf("x"u8);
            var again = new MerkleTree(rewritten);
            Assert.False(MerkleProof.IsConsistent(earlier, first, later, again.Root(later), again.ConsistencyProof(earlier, later)));
        });

    [Fact]
    public void The_known_roots_of_the_first_trees_of_RFC_6962_come_out()
    {
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Convert.ToHexStringLower(MerkleHash.Empty.ToBytes()));
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", Convert.ToHexStringLower(MerkleHash.Leaf([]).ToBytes()));
    }

    [Fact]
    public void An_edge_with_a_wrong_number_of_subtrees_is_refused() => Assert.Throws<AuditFormatException>(() => MerkleFrontier.FromBytes(3, new byte[32]));

    private static List<byte[]> Bodies(int size) => [.. Enumerable.Range(0, size).Select(i => BitConverter.GetBytes(i))];

    private static AuditHash[] Leaves(int size) => [.. Bodies(size).Select(b => MerkleHash.Leaf(b))];

    private static MerkleFrontier Frontier(IEnumerable<AuditHash> leaves)
    {
        var frontier = MerkleFrontier.Empty();
        foreach (var leaf in leaves)
        {
            frontier.Add(leaf);
        }

        return frontier;
    }

    private static byte[] Definition(List<byte[]> leaves)
    {
        if (leaves.Count < 2)
        {
            return leaves.Count == 0 ? SHA256.HashData([]) : SHA256.HashData([0, .. leaves[0]]);
        }

        var split = 1;
        while (split * 2 < leaves.Count)
        {
            split *= 2;
        }

        return SHA256.HashData([1, .. Definition(leaves[..split]), .. Definition(leaves[split..])]);
    }
}
