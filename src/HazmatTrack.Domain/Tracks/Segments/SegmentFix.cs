namespace HazmatTrack.Domain.Tracks.Segments;

/// <summary>A fix of a chain.</summary>
/// <param name="Queued">Its number among all reports.</param>
/// <param name="Report">What was reported.</param>
/// <param name="IsSuspect">Whether the step to it is longer than the reported speeds allow.</param>
internal readonly record struct SegmentFix(long Queued, PositionReport Report, bool IsSuspect);
