using HazmatTrack.Domain;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>What the index of time and space says of a chunk.</summary>
internal readonly record struct ChunkPlace(int Vehicle, Instant Start, Instant End, ChunkBox Box);
