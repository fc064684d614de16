namespace HazmatTrack.Domain.Audit.Verification;

/// <summary>What a verification has found.</summary>
/// <param name="First">The first record that is kept; 0 where there is none.</param>
/// <param name="Last">The last record up to which all is whole, dropped ones included.</param>
/// <param name="Proven">The last record that a checkpoint proves. Somebody who can write to the database could cut off or replace what follows it.</param>
/// <param name="Fault">The first fault; null where all is whole.</param>
public sealed record AuditVerdict(long First, long Last, long Proven, AuditFault? Fault)
{
    public bool IsWhole => Fault is null;

    /// <summary>Nothing could be verified, since a checkpoint or the beginning of the kept records cannot be read.</summary>
    public static AuditVerdict Unreadable(AuditFormatException reason) => new(0, 0, 0, AuditFaultTexts.UnreadableCheckpoint(0, reason.Message));
}
