namespace HazmatTrack.Domain.Audit;

/// <summary>An entry at its place in the record.</summary>
/// <param name="Sequence">Its number, from 1, without gaps.</param>
/// <param name="RecordedAt">When it was stored. Never before that of the record in front, whatever the clocks of the programs say.</param>
public sealed record AuditRecord(long Sequence, Instant RecordedAt, AuditEntry Entry);
