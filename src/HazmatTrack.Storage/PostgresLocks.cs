namespace HazmatTrack.Storage;

/// <summary>How long a silo may hold the others up.</summary>
internal static class PostgresLocks
{
    /// <summary>
    /// Said in every transaction that others wait for: PostgreSQL ends the session of a silo that stands still within it, or is gone without a word,
    /// after some seconds. Else the others wait for as long as the silo stands, or until TCP notices, which takes hours.
    /// </summary>
    public const string LetGo = "set local idle_in_transaction_session_timeout = '10s'";
}
