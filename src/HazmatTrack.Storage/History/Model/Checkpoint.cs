using HazmatTrack.Domain;

namespace HazmatTrack.Storage.History.Model;

/// <summary>The tracker's core state after the last point not later than <paramref name="At"/>.</summary>
public sealed record Checkpoint(Instant At, ReadOnlyMemory<byte> State);
