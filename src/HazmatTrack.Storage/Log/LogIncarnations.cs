using System.Data.Common;
using HazmatTrack.Storage.Migrations;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HazmatTrack.Storage.Log;

/// <summary>
/// Numbers the logs that positions came from: offsets of a topic that was deleted and created again begin at 0, and must count as newer
/// than all before.
/// </summary>
public static class LogIncarnations
{
    private const string Known = "select incarnation from position_logs where identity = @identity";
    private const string Next = "insert into position_logs select @identity, coalesce(max(incarnation), 0) + 1 from position_logs";

    /// <summary>Returns the number of a log, or the next free one for an unknown log. Silos that ask at the same time get the same number.</summary>
    /// <param name="postgres">Connection string; null for SQLite.</param>
    /// <param name="file">The SQLite file.</param>
    /// <param name="identity">The identity of the log, such as the topic's id.</param>
    public static async Task<long> IncarnationAsync(string? postgres, string file, string identity, CancellationToken cancellation)
    {
        await (postgres is null ? Schema.UpgradeSqliteAsync(file, SchemaPart.Logs, cancellation) : Schema.UpgradePostgresAsync(postgres, cancellation));
        await using DbConnection connection = postgres is null
            ? new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString)
            : new NpgsqlConnection(PostgresSessions.Settings(postgres).ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (postgres is not null)
        {
            // One silo at a time: otherwise two could assign one number to two logs.
            await ExecuteAsync("select pg_advisory_xact_lock(hashtext('position_logs'))");
        }

        if (await ExecuteAsync(Known, ("@identity", identity)) is not { } number)
        {
            await ExecuteAsync(Next, ("@identity", identity));
            number = (await ExecuteAsync(Known, ("@identity", identity)))!;
        }

        await transaction.CommitAsync(cancellation);
        return Convert.ToInt64(number, System.Globalization.CultureInfo.InvariantCulture);

        async Task<object?> ExecuteAsync(string sql, params (string Name, object? Value)[] values)
        {
            await using var command = connection.Command(transaction, sql, values);
            return await command.ExecuteScalarAsync(cancellation);
        }
    }
}
