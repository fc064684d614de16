namespace HazmatTrack.Domain.Audit.Verification;

/// <summary>The first thing that is wrong with the record.</summary>
/// <param name="From">The first record that is bad or missing; where a checkpoint itself is bad, the last record it covers.</param>
/// <param name="To">The last record that may be; equal to <paramref name="From"/> where it is exactly one.</param>
/// <param name="Text">A sentence for the reader.</param>
public sealed record AuditFault(AuditFaultKind Kind, long From, long To, LocalText Text);
