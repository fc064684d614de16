using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit.Verification;

namespace HazmatTrack.Storage.Audit;

/// <summary>What was verified, and with which result.</summary>
/// <param name="Entries">The number of records that were verified and are whole.</param>
/// <param name="From">When the first of them was recorded; null for none.</param>
/// <param name="To">When the last of them was recorded; null for none.</param>
/// <param name="Checkpoints">The number of records at which checkpoints were verified.</param>
/// <param name="Elsewhere">How many of the checkpoints that others have kept were compared; those before the first record cannot be.</param>
/// <param name="Keys">The ids of the keys that signed the verified checkpoints.</param>
public sealed record AuditReport(
    AuditVerdict Verdict, long Entries, Instant? From, Instant? To, int Checkpoints, int Elsewhere, IReadOnlyList<string> Keys);
