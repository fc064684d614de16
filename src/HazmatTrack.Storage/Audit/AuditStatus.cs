using HazmatTrack.Domain;

namespace HazmatTrack.Storage.Audit;

/// <summary>How much of the record is signed.</summary>
/// <param name="Records">The number of the last record; 0 for none.</param>
/// <param name="Covered">The number of the last record that a checkpoint covers; 0 for none.</param>
/// <param name="UnsignedSince">When the first record after the last checkpoint was recorded; null where there is none.</param>
public readonly record struct AuditStatus(long Records, long Covered, Instant? UnsignedSince);
