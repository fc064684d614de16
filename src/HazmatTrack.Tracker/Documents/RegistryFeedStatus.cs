namespace HazmatTrack.Tracker.Documents;

/// <summary>How well the documents of a silo follow the registry.</summary>
/// <param name="Revision">The newest filing that evaluation uses.</param>
/// <param name="LookedAt">When the registry was last read successfully; null before the first time.</param>
/// <param name="Failure">Why the last attempt failed; null where it succeeded.</param>
internal sealed record RegistryFeedStatus(long Revision, DateTimeOffset? LookedAt, string? Failure);
