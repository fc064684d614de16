namespace HazmatTrack.Storage.Access.Memory;

/// <summary>How well the memory of a process follows the store.</summary>
/// <param name="Revision">The newest change that is followed.</param>
/// <param name="ReadAt">When the store was last asked for changes and answered; null before the first time.</param>
/// <param name="Failure">Why the last attempt failed; null where it succeeded.</param>
public sealed record AccessDirectoryStatus(long Revision, DateTimeOffset? ReadAt, string? Failure);
