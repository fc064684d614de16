namespace HazmatTrack.Domain.Tracking;

/// <summary>A tracker's core state after the last report not later than <paramref name="At"/>, to judge again from.</summary>
public sealed record TrackCheckpoint(Instant At, ReadOnlyMemory<byte> State);
