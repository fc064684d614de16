using HazmatTrack.Domain.Audit;

namespace HazmatTrack.Storage.Audit;

/// <summary>A page of records that fulfil a query, the latest first.</summary>
/// <param name="Rows">The records; fewer than the limit, or none, also where a search has read as much as one page may.</param>
/// <param name="NextBefore"><see cref="AuditQuery.Before"/> of the next page; null where there is none.</param>
public sealed record AuditPage(IReadOnlyList<AuditRow> Rows, long? NextBefore)
{
    public static AuditPage Empty { get; } = new([], null);
}
