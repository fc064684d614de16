namespace HazmatTrack.Storage.History.Chunks;

/// <summary>The size of a chunk of history, in points and in time.</summary>
internal static class ChunkSize
{
    /// <summary>The number of points of a full chunk.</summary>
    public const int Full = 240;

    /// <summary>A chunk with fewer points is continued rather than followed by another.</summary>
    public const int WorthContinuing = Full / 2;

    /// <summary>A chunk with more points after a merge of late points is split.</summary>
    public const int Most = 2 * Full;

    /// <summary>No chunk spans this much, so a search by start need not look back further.</summary>
    public static readonly TimeSpan LongestSpan = TimeSpan.FromDays(1);

    /// <summary>A checkpoint is kept with a chunk only if it is not later than this after the chunk's end.</summary>
    public static readonly TimeSpan LongestCheckpointLead = TimeSpan.FromDays(1);
}
