namespace HazmatTrack.Domain.Audit.Proofs;

/// <summary>
/// Where the kept records begin: what is needed to go on after records that retention has dropped. It proves nothing by itself; the checkpoint of the same
/// size does.
/// </summary>
/// <param name="ChainHead">The hash of the chain up to the last dropped record.</param>
/// <param name="Frontier">The right edge of the Merkle tree over the dropped records, which are <see cref="MerkleFrontier.Size"/>.</param>
public sealed record AuditAnchor(AuditHash ChainHead, MerkleFrontier Frontier)
{
    /// <summary>Nothing was dropped.</summary>
    public static AuditAnchor Beginning() => new(HashChain.Genesis, MerkleFrontier.Empty());
}
