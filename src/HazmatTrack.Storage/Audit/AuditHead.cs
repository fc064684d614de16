using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit.Proofs;

namespace HazmatTrack.Storage.Audit;

/// <summary>The end of the record, after which the next entry follows.</summary>
/// <param name="Sequence">The number of the last record; 0 for none.</param>
/// <param name="At">When the last record or checkpoint was stored: nothing is stored with an earlier time.</param>
internal sealed record AuditHead(long Sequence, Instant At, AuditHash Chain, MerkleFrontier Tree);
