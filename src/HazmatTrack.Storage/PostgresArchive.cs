using HazmatTrack.Domain;

namespace HazmatTrack.Storage;

/// <summary>How a PostgreSQL server archives its write-ahead log, by its own clock. A backup needs all of it to be restored to any moment.</summary>
/// <param name="Archived">When a file of the log was archived last; null where none was.</param>
/// <param name="Failed">When an attempt failed last; null where none did.</param>
/// <param name="CountedSince">From when on the server has counted.</param>
internal sealed record PostgresArchive(Instant? Archived, Instant? Failed, Instant CountedSince)
{
    /// <summary>Whether the last attempt failed. The server keeps its log until an attempt succeeds, and so fills its disk.</summary>
    public bool IsFailing => Failed is { } failed && (Archived is not { } archived || failed > archived);

    /// <summary>When a file was archived last; where none ever was, from when on none was.</summary>
    public Instant NoneSince => Archived ?? CountedSince;
}
