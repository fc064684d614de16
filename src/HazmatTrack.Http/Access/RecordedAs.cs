using HazmatTrack.Domain.Audit;

namespace HazmatTrack.Http.Access;

/// <summary>Says at an endpoint what the audit record calls it, where that does not follow from what it asks of its caller.</summary>
internal sealed record RecordedAs(AuditAction Action);
