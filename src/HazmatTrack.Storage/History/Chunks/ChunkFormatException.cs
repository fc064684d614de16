namespace HazmatTrack.Storage.History.Chunks;

/// <summary>Stored bytes are not what was written: truncated, changed, or of a newer version of the program.</summary>
public sealed class ChunkFormatException(string reason, Exception? inner = null)
    : Exception($"A block of history cannot be read: {reason}", inner);
