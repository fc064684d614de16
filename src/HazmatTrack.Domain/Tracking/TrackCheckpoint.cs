namespace HazmatTrack.Domain.Tracking;

/// <summary>A tracker's core state after the last report not later than <paramref name="At"/>, from which reports can be evaluated again.</summary>
public sealed record TrackCheckpoint(Instant At, ReadOnlyMemory<byte> State);
