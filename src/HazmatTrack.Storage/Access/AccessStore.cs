using System.Data.Common;
using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Storage.Migrations;

namespace HazmatTrack.Storage.Access;

/// <inheritdoc cref="IAccessStore"/>
public sealed partial class AccessStore : IAccessStore, IAsyncDisposable
{
    /// <summary>The active keys of one owner and name: the one in use, and the one that replaces it.</summary>
    public const int MostActiveKeys = 2;

    /// <summary>A use within this time of the recorded one is not written.</summary>
    private static readonly TimeSpan s_useExactTo = TimeSpan.FromMinutes(1);

    private readonly AccessDatabase _database;
    private readonly TimeProvider _time;
    private readonly FirstUse _upgrade;

    private AccessStore(AccessDatabase database, TimeProvider time) => (_database, _time, _upgrade) = (database, time, new(database.UpgradeAsync));

    public event Action? Changed;

    /// <summary>Raised for unreadable rows, each time they are encountered. Handlers must be quick and must not throw.</summary>
    public event Action<Damage>? Damaged;

    /// <summary>A store in a PostgreSQL database; its tables are created on first use.</summary>
    /// <param name="time">The clock for registrations, keys and sessions.</param>
    public static AccessStore Postgres(string connectionString, TimeProvider time) => new(new PostgresAccess(connectionString), time);

    /// <summary>A store in one file, created on first use; its folder must exist.</summary>
    /// <inheritdoc cref="Postgres" path="/param"/>
    public static AccessStore Sqlite(string file, TimeProvider time) => new(new SqliteAccess(file), time);

    /// <summary>Migrates the tables to the schema of this program immediately rather than on first use.</summary>
    /// <exception cref="SchemaException">A newer version of the program has migrated them, or a migration failed.</exception>
    public Task UpgradeAsync(CancellationToken cancellation) => _upgrade.EnsureAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _upgrade.Dispose();
    }

    private Instant Now => Instant.From(_time.GetUtcNow());

    private async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        await UpgradeAsync(cancellation);
        return await _database.OpenAsync(cancellation);
    }

    /// <summary>
    /// One change: takes the next revision, which blocks every other writer until the end, and passes it on with an instant that no earlier change has. What
    /// changes nothing takes no revision.
    /// </summary>
    private async Task<T> ChangeAsync<T>(Func<AccessTransaction, Task<(bool IsChanged, T Result)>> change, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        AccessTransaction within;

        // The clocks of two processes differ; instants still follow the revisions, and no two changes of a vehicle have the same.
        await using (var counter = connection.Command(
            transaction,
            "update access_counter set revision = revision + 1, recorded_at = case when recorded_at >= @now then recorded_at + 1 else @now end returning revision, recorded_at",
            ("@now", Now.UnixMilliseconds)))
        await using (var row = await counter.ExecuteReaderAsync(cancellation))
        {
            await row.ReadAsync(cancellation);
            within = new(connection, transaction, row.GetInt64(0), new(row.GetInt64(1)));
        }

        var (isChanged, result) = await change(within);
        if (!isChanged)
        {
            await transaction.RollbackAsync(cancellation);
            return result;
        }

        if (_database.Announce is { } announce)
        {
            await using var command = connection.Command(transaction, announce);
            await command.ExecuteNonQueryAsync(cancellation);
        }

        // Who asked may have gone: whether it was committed would then be unknown.
        await transaction.CommitAsync(CancellationToken.None);
        Changed?.Invoke();
        return result;
    }

    /// <summary>
    /// Reads rows, each behind the newest revision in its first column: a query of the form <c>select c.revision, … from access_counter c left join …</c>,
    /// whose one row has a null in its second column where there is nothing. One statement sees one state of the store.
    /// </summary>
    private async Task<AccessRead<List<T>>> ReadAsync<T>(
        string kind, string sql, Func<DbDataReader, T> read, CancellationToken cancellation, params (string, object?)[] values)
        where T : class
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(sql, values);
        return await ReadAsync(command, kind, read, cancellation);
    }

    private async Task<AccessRead<List<T>>> ReadAsync<T>(DbCommand command, string kind, Func<DbDataReader, T> read, CancellationToken cancellation)
        where T : class
    {
        var (revision, found) = (0L, new List<T>());
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            revision = rows.GetInt64(0);
            if (!rows.IsDBNull(1) && Row(kind, rows, read) is { } row)
            {
                found.Add(row);
            }
        }

        return new(revision, found);
    }

    /// <summary>A row whose key is in the second column; null for one that cannot be read, which is reported.</summary>
    private T? Row<T>(string kind, DbDataReader row, Func<DbDataReader, T> read)
        where T : class
    {
        try
        {
            return read(row);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidCastException or OverflowException)
        {
            ReportDamage(kind, Convert.ToString(row.GetValue(1), CultureInfo.InvariantCulture) ?? "", e.Message);
            return null;
        }
    }

    private void ReportDamage(string kind, string key, string reason)
    {
        var (table, consequence) = kind switch
        {
            "operator" => ("access_operator", "The operator is unknown until it is saved again."),
            "operator-vehicle" => ("access_vehicle", "No operator sees the vehicle until the row is repaired."),
            "api-key" => ("access_key", "The key is refused. Issue another one."),
            _ => ("access_session", "The session has ended. The person signs in again."),
        };
        Damaged?.Invoke(new(kind, table, key, null, null, reason, consequence));
    }
}

/// <summary>A change that is being made.</summary>
/// <param name="Revision">Its revision.</param>
/// <param name="At">When it is made: later than every change before it.</param>
internal readonly record struct AccessTransaction(DbConnection Connection, DbTransaction Transaction, long Revision, Instant At)
{
    public DbCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> values) => Connection.Command(Transaction, sql, values);

    /// <summary>Runs a statement and returns the number of rows that it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params (string Name, object? Value)[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
