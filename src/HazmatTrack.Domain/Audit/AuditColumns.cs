namespace HazmatTrack.Domain.Audit;

/// <summary>What of a record is stored a second time to search by. A verifier compares it: a record that no search finds is as good as deleted.</summary>
/// <param name="At">When it was recorded.</param>
/// <param name="Actor"><see cref="AuditActor.Name"/>; empty for nobody.</param>
/// <param name="Organisation">The actor's; empty for none.</param>
/// <param name="Province">The code of the actor's province; 0 for none.</param>
public sealed record AuditColumns(
    Instant At, string Actor, string Organisation, int Province, AuditAction Action, AuditOutcome Outcome, AuditVehicles Vehicles)
{
    public static AuditColumns From(AuditRecord record)
    {
        var (entry, actor) = (record.Entry, record.Entry.Actor);
        return new(
            record.RecordedAt, actor.Name ?? "", actor.Organisation ?? "", actor.Province.Number, entry.Action, entry.Outcome, entry.Vehicles);
    }
}
