using HazmatTrack.Domain;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>A chunk's entry in the index of time and space.</summary>
internal readonly record struct ChunkPlace(int Vehicle, Instant Start, Instant End, ChunkBox Box);
