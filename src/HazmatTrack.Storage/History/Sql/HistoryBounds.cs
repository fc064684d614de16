using HazmatTrack.Domain;
using HazmatTrack.Storage.History.Chunks;

namespace HazmatTrack.Storage.History.Sql;

/// <summary>How far back a search by start must look, since chunks and their checkpoints have bounded spans.</summary>
internal static class HistoryBounds
{
    /// <summary>A chunk with a checkpoint at or after an instant starts after this (Unix milliseconds).</summary>
    public static long CheckpointStart(Instant checkpoint) =>
        (checkpoint - ChunkSize.LongestSpan - ChunkSize.LongestCheckpointLead).UnixMilliseconds - 1;
}
