using System.Net.Sockets;
using Confluent.Kafka;
using Microsoft.Data.Sqlite;
using Npgsql;
using StackExchange.Redis;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Tracker.Support;

/// <summary>
/// The one list of transient errors, which pass by themselves or once a server is repaired: the same call may succeed later, and is retried. Every other
/// error recurs with every retry, and is handled where it happened.
/// </summary>
internal static class TransientErrors
{
    /// <summary>PostgreSQL, appendix A of the manual: whole classes, in which no error depends on what was sent.</summary>
    private static readonly string[] s_postgresClasses =
    [
        "08", // Connection exception.
        "40", // Transaction rollback: serialization failure, deadlock.
        "53", // Insufficient resources: disk full, out of memory, too many connections.
        "57", // Operator intervention: shutdown, restart, a cancelled statement, an idle session ended.
        "58", // System error: the server's own I/O.
    ];

    /// <summary>Members of these classes that recur with every retry.</summary>
    private static readonly string[] s_postgresLasting =
    [
        "08P01", // Protocol violation: the statement itself, such as one of too many parameters.
        "40002", // Transaction integrity constraint violation.
        "57P04", // Database dropped.
        "58P01", // Undefined file: a file of the database is gone.
        "58P02", // Duplicate file.
    ];

    /// <summary>Members of other classes that are transient.</summary>
    private static readonly string[] s_postgresPassing =
    [
        "25006", // Read-only transaction: the server is a standby, during a failover.
        "25P03", // The session stood idle in a transaction: this silo was held up.
        "25P04", // Transaction timeout.
        "55000", // Object not in prerequisite state.
        "55006", // Object in use.
        "55P03", // Lock not available.
    ];

    /// <summary>SQLite's primary result codes.</summary>
    private static readonly int[] s_sqlite =
    [
        5, // Busy.
        6, // Locked.
        7, // Out of memory.
        9, // Interrupted.
        10, // I/O error.
        13, // Disk full.
        14, // Cannot open, as with too many open files.
        15, // Locking protocol.
    ];

    /// <summary>The errors that Redis returns while it is starting, failing over, too busy, or out of memory or disk.</summary>
    private static readonly RedisErrorKind[] s_redis =
    [
        RedisErrorKind.ConnectionFault, RedisErrorKind.Timeout, RedisErrorKind.Loading, RedisErrorKind.ClusterDown, RedisErrorKind.MasterDown,
        RedisErrorKind.TryAgain, RedisErrorKind.NoReplicas, RedisErrorKind.Misconfigured, RedisErrorKind.OutOfMemory, RedisErrorKind.Busy,
        RedisErrorKind.MaxClients, RedisErrorKind.Moved, RedisErrorKind.Ask, RedisErrorKind.ReadOnly, RedisErrorKind.UnknownRedirectTarget,
    ];

    private static readonly ErrorCode[] s_kafka =
    [
        ErrorCode.Local_Transport, ErrorCode.Local_AllBrokersDown, ErrorCode.Local_TimedOut, ErrorCode.Local_TimedOutQueue, ErrorCode.Local_MsgTimedOut,
        ErrorCode.Local_QueueFull, ErrorCode.Local_Resolve, ErrorCode.Local_Retry, ErrorCode.Local_WaitCoord, ErrorCode.Local_WaitCache,
        ErrorCode.Local_IsrInsuff, ErrorCode.Local_Ssl,
        ErrorCode.LeaderNotAvailable, ErrorCode.NotLeaderForPartition, ErrorCode.RequestTimedOut, ErrorCode.BrokerNotAvailable,
        ErrorCode.ReplicaNotAvailable, ErrorCode.NetworkException, ErrorCode.GroupLoadInProgress, ErrorCode.GroupCoordinatorNotAvailable,
        ErrorCode.NotCoordinatorForGroup, ErrorCode.NotEnoughReplicas, ErrorCode.NotEnoughReplicasAfterAppend, ErrorCode.NotController,
        ErrorCode.KafkaStorageError, ErrorCode.UnknownTopicOrPart, ErrorCode.FencedLeaderEpoch, ErrorCode.UnknownLeaderEpoch,
        ErrorCode.OffsetNotAvailable, ErrorCode.PreferredLeaderNotAvailable, ErrorCode.EligibleLeadersNotAvailable, ErrorCode.UnstableOffsetCommit,
        ErrorCode.ThrottlingQuotaExceeded, ErrorCode.RebalanceInProgress, ErrorCode.ConcurrentTransactions, ErrorCode.UnknownTopicId,
    ];

    /// <summary>Whether a call that failed with this error may succeed when it is retried unchanged.</summary>
    public static bool Include(Exception error) => error switch
    {
        PostgresException e => IsPassing(e.SqlState),
        NpgsqlException e => e.IsTransient || IsCausedByOne(e),
        SqliteException e => s_sqlite.Contains(e.SqliteErrorCode),
        RedisConnectionException => true,
        RedisServerException e => s_redis.Contains(e.Kind),

        // The client knows no master at the moment. Only the text of the error shows it.
        RedisCommandException e => e.Message.Contains("replica", StringComparison.Ordinal),
        KafkaException e => !e.Error.IsFatal && s_kafka.Contains(e.Error.Code),

        // These include the timeouts of StackExchange.Redis.
        TimeoutException or IOException or SocketException => true,

        // A client that was closed during the call, or a driver's own time limit: the caller that ends the call also ends its retries.
        ObjectDisposedException or OperationCanceledException => true,
        AggregateException e => e.InnerExceptions.Count > 0 && e.InnerExceptions.All(Include),
        _ => false,
    };

    /// <summary>
    /// Whether an error that is not transient is nevertheless the store's and not caused by what was sent: a table or a permission is missing, or another
    /// password is required. Quarantine does not help; the run ends and starts again until an operator has repaired the store.
    /// </summary>
    public static bool AreOfTheStore(Exception error) => error switch
    {
        // Invalid authorization, invalid catalog or schema name, syntax error or access rule violation: every text is a constant of this program.
        PostgresException e => e.SqlState[..2] is "28" or "3D" or "3F" or "42" or "0A",

        // An unknown table, no permission, a read-only file, no database at all.
        SqliteException e => e.SqliteErrorCode is 1 or 3 or 8 or 23 or 26,
        RedisServerException e => e.Kind is RedisErrorKind.NoAuth or RedisErrorKind.WrongPass or RedisErrorKind.NoPermission
            or RedisErrorKind.NotPermitted or RedisErrorKind.UnknownCommand or RedisErrorKind.CrossSlot,
        RedisCommandException or KafkaException => true,
        _ => false,
    };

    private static bool IsPassing(string state) => s_postgresPassing.Contains(state)
        || (Array.Exists(s_postgresClasses, c => state.StartsWith(c, StringComparison.Ordinal)) && !s_postgresLasting.Contains(state));

    private static bool IsCausedByOne(Exception error) => error.InnerException is { } cause && Include(cause);
}
