namespace HazmatTrack.Tracker.Documents;

/// <summary>How well a silo's documents follow the registry.</summary>
/// <param name="Revision">The newest filing that is judged by.</param>
/// <param name="LookedAt">When the registry was last read successfully; null before the first time.</param>
/// <param name="Failure">Why the last attempt failed; null when it did not.</param>
internal sealed record RegistryFeedStatus(long Revision, DateTimeOffset? LookedAt, string? Failure);
