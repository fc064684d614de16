using System.Net.Sockets;
using Confluent.Kafka;
using Microsoft.Data.Sqlite;
using Npgsql;
using StackExchange.Redis;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Tracker.Support;

/// <summary>
/// The one list of errors that pass by themselves, or once somebody has mended a server: the same call may succeed later, and is repeated. Every
/// other error comes back with every repetition, and is set aside where it happened.
/// </summary>
internal static class TransientErrors
{
    /// <summary>PostgreSQL, appendix A of the manual: whole classes, of which nothing depends on what was sent.</summary>
    private static readonly string[] s_postgresClasses =
    [
        "08", // Connection exception.
        "40", // Transaction rollback: serialization failure, deadlock.
        "53", // Insufficient resources: disk full, out of memory, too many connections.
        "57", // Operator intervention: shutdown, restart, a cancelled statement, an idle session ended.
        "58", // System error: the server's own I/O.
    ];

    /// <summary>Members of these classes that come back with every repetition.</summary>
    private static readonly string[] s_postgresLasting =
    [
        "08P01", // Protocol violation: the statement itself, such as one of too many parameters.
        "40002", // Transaction integrity constraint violation.
        "57P04", // Database dropped.
        "58P01", // Undefined file: a file of the database is gone.
        "58P02", // Duplicate file.
    ];

    /// <summary>Members of other classes that pass.</summary>
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

    /// <summary>What Redis answers while it is starting, failing over, too busy, or out of memory or disk.</summary>
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

    /// <summary>Whether the call that failed so may succeed when it is repeated as it is.</summary>
    public static bool Include(Exception error) => error switch
    {
        PostgresException e => IsPassing(e.SqlState),
        NpgsqlException e => e.IsTransient || IsCausedByOne(e),
        SqliteException e => s_sqlite.Contains(e.SqliteErrorCode),
        RedisConnectionException => true,
        RedisServerException e => s_redis.Contains(e.Kind),

        // The client knows no master at the moment. It tells so by its text alone.
        RedisCommandException e => e.Message.Contains("replica", StringComparison.Ordinal),
        KafkaException e => !e.Error.IsFatal && s_kafka.Contains(e.Error.Code),

        // Those of StackExchange.Redis among them.
        TimeoutException or IOException or SocketException => true,

        // A client that was closed beneath the call, and a driver's own limit of time: whoever ends the call ends its repetitions as well.
        ObjectDisposedException or OperationCanceledException => true,
        AggregateException e => e.InnerExceptions.Count > 0 && e.InnerExceptions.All(Include),
        _ => false,
    };

    /// <summary>
    /// Whether an error that does not pass is nevertheless the store's and not that of what was sent: a table or a right is missing, another password is
    /// asked for. Nothing can be set aside for it; the run ends and begins again until somebody has mended it.
    /// </summary>
    public static bool AreOfTheStore(Exception error) => error switch
    {
        // Invalid authorization, invalid catalog or schema name, syntax error or access rule violation: every text is a constant of this program.
        PostgresException e => e.SqlState[..2] is "28" or "3D" or "3F" or "42" or "0A",

        // An unknown table, no right, a read-only file, no database at all.
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
