using HazmatTrack.Domain.Audit.Proofs;

namespace HazmatTrack.Domain.Audit.Verification;

/// <summary>Whom the verifier trusts. It comes from elsewhere than the record: otherwise who rewrites the record brings keys of his own.</summary>
/// <param name="Origin">The name of the log.</param>
/// <param name="Keys">The keys of the log, past ones too.</param>
/// <param name="Witnesses">The keys of its witnesses, such as the other provinces.</param>
/// <param name="Quorum">How many witnesses must have cosigned each checkpoint. A signature of a known witness that is wrong is a fault at any number.</param>
public sealed record AuditTrust(string Origin, IReadOnlyList<AuditPublicKey> Keys, IReadOnlyList<AuditPublicKey> Witnesses, int Quorum = 0);
