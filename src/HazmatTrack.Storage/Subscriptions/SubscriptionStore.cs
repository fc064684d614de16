using System.Data.Common;
using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Storage.Migrations;

namespace HazmatTrack.Storage.Subscriptions;

/// <summary>
/// Subscriptions, and the events on their way to them, on PostgreSQL or SQLite; one suite of tests for both. One process at a time holds a subscription
/// (<see cref="TakeAsync"/>): what it writes of deliveries is refused once another holds it.
/// </summary>
public sealed partial class SubscriptionStore : IAsyncDisposable
{
    private readonly SubscriptionDatabase _database;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim? _writing;

    private SubscriptionStore(SubscriptionDatabase database, TimeProvider time) =>
        (_database, _time, _writing) = (database, time, database.WritesOneByOne ? new(1, 1) : null);

    /// <summary>Raised after each change of this process by a person, on the thread that made it. Handlers must be quick and must not throw.</summary>
    public event Action? Changed;

    /// <summary>Raised for unreadable rows, each time they are encountered. Handlers must be quick and must not throw.</summary>
    public event Action<Damage>? Damaged;

    private Instant Now => Instant.From(_time.GetUtcNow());

    /// <summary>Opens the subscriptions in a PostgreSQL database, migrated to the schema of this program.</summary>
    /// <exception cref="SchemaException">A newer version of the program has migrated this database, or a migration failed.</exception>
    public static Task<SubscriptionStore> OpenPostgresAsync(string connectionString, TimeProvider time, CancellationToken cancellation) =>
        OpenAsync(new PostgresSubscriptions(connectionString), time, cancellation);

    /// <summary>Opens the subscriptions in a SQLite file, creating it if it is missing.</summary>
    /// <exception cref="SchemaException">A newer version of the program has migrated this file, or a migration failed.</exception>
    public static async Task<SubscriptionStore> OpenSqliteAsync(string file, TimeProvider time, CancellationToken cancellation)
    {
        var store = await OpenAsync(new SqliteSubscriptions(file), time, cancellation);

        // A file belongs to one process at a time: who held a subscription has ended.
        await store.ExecuteAsync("update subscription set holder = null, until = 0", cancellation);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _writing?.Dispose();
    }

    private static async Task<SubscriptionStore> OpenAsync(SubscriptionDatabase database, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await database.UpgradeAsync(cancellation);
            return new(database, time);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a change in one transaction.</summary>
    private async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellation)
    {
        if (_writing is not null)
        {
            await _writing.WaitAsync(cancellation);
        }

        try
        {
            await using var connection = await _database.OpenAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var result = await write(connection, transaction);

            // Who asked may have gone: whether it was committed would then be unknown.
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        }
        finally
        {
            _writing?.Release();
        }
    }

    /// <summary>Runs one statement that changes rows, and returns their number.</summary>
    private Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params (string Name, object? Value)[] values) => WriteAsync(
        async (connection, transaction) =>
        {
            await using var command = connection.Command(transaction, sql, values);
            return await command.ExecuteNonQueryAsync(cancellation);
        },
        cancellation);

    private async Task<List<T>> ReadAsync<T>(
        string sql, Func<DbDataReader, T?> read, CancellationToken cancellation, params (string Name, object? Value)[] values)
        where T : class
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(sql, values);
        return await ReadAsync(command, read, cancellation);
    }

    private static async Task<List<T>> ReadAsync<T>(DbCommand command, Func<DbDataReader, T?> read, CancellationToken cancellation)
        where T : class
    {
        var found = new List<T>();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            if (read(rows) is { } row)
            {
                found.Add(row);
            }
        }

        return found;
    }

    /// <summary>A row; null for one that cannot be read, which is reported.</summary>
    private T? Row<T>(DbDataReader row, string table, int key, string consequence, Func<DbDataReader, T> read)
        where T : class
    {
        try
        {
            return read(row);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            var text = Convert.ToString(row.GetValue(key), CultureInfo.InvariantCulture) ?? "";
            Damaged?.Invoke(new("subscription", table, text, null, null, e.Message, consequence));
            return null;
        }
    }

    private static Instant? Time(DbDataReader row, int column) => row.IsDBNull(column) ? null : new(row.GetInt64(column));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
