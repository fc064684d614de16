namespace HazmatTrack.Storage;

/// <summary>
/// The timeline of a database: PostgreSQL begins another one when it is restored to a moment, and when a replica takes over. What was committed on the timeline
/// before may be missing then, whatever a process that goes on remembers of it.
/// </summary>
internal static class DatabaseTimeline
{
    /// <summary>An expression for the present timeline of PostgreSQL: the first eight digits of a file of the write-ahead log, in hexadecimal.</summary>
    public const string OfPostgres = "('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint";

    /// <summary>The same for SQLite, which has none.</summary>
    public const string OfSqlite = "0";

    /// <summary>
    /// How many epochs of a partition a timeline has: take-overs that are missing on the next one were fewer, so that its epochs are none of theirs, of which
    /// an owner may still believe that it is the newest.
    /// </summary>
    public const long Epochs = 1_000_000;

    /// <summary>
    /// How far the revision of the registry leaps with the first filing on another timeline: filings that are missing there were fewer, so that no revision is
    /// given twice. A partition may have recorded a lost one as noted.
    /// </summary>
    public const long Revisions = 1_000_000;
}
