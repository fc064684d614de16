namespace HazmatTrack.Storage;

/// <summary>One table of a partitioned table.</summary>
/// <param name="Period">The time it covers.</param>
/// <param name="IsAttached">Whether it is attached to its parent.</param>
/// <param name="IsDetaching">Whether a detach from its parent was started and not finished.</param>
internal readonly record struct PeriodTable(string Name, TablePeriod Period, bool IsAttached, bool IsDetaching);
