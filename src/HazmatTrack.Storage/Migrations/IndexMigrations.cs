using System.Data;
using System.Data.Common;
using Npgsql;

namespace HazmatTrack.Storage.Migrations;

/// <summary>
/// Makes indexes of large tables of PostgreSQL, which are written meanwhile: the migrations that are <see cref="Migration.IsConcurrent"/>, each statement by
/// itself and outside a transaction. What is broken off is begun again by the next start.
/// </summary>
internal static class IndexMigrations
{
    /// <summary>
    /// One process at a time makes them. An arbitrary lock number that nothing else in this program uses. The others ask for it from time to time and do not
    /// wait for it: PostgreSQL ends such a build only once every statement has ended that was there before, and would wait for those who wait for it.
    /// </summary>
    private const string TryLock = "select pg_catalog.pg_try_advisory_lock(5217343098722)";

    private const string Unlock = "select pg_catalog.pg_advisory_unlock(5217343098722)";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <exception cref="SchemaException">A migration failed. Those before it were made.</exception>
    public static async Task RunAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        if ((await MissingAsync(connection, cancellation)).Count == 0)
        {
            return;
        }

        while (await ScalarAsync(connection, TryLock, cancellation) is not true)
        {
            await Task.Delay(s_pause, TimeProvider.System, cancellation);
        }

        try
        {
            foreach (var migration in await MissingAsync(connection, cancellation))
            {
                await MakeAsync(connection, migration, cancellation);
            }
        }
        finally
        {
            // A session that has ended has let go of the lock.
            if (connection.State == ConnectionState.Open)
            {
                await ScalarAsync(connection, Unlock, CancellationToken.None);
            }
        }
    }

    private static async Task MakeAsync(DbConnection connection, Migration migration, CancellationToken cancellation)
    {
        try
        {
            foreach (var statement in migration.Script("postgres").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                await ScalarAsync(connection, statement, cancellation);
            }

            await using var journal = connection.Command(
                $"insert into {Schema.Journal} (scriptname, applied) values (@name, pg_catalog.timezone('UTC', pg_catalog.now()))", ("@name", migration.Name));
            await journal.ExecuteNonQueryAsync(cancellation);
        }
        catch (DbException e) when (!e.IsTransient)
        {
            throw new SchemaException(
                $"The migration '{migration.Name}' of the database failed: {e.Message} Those before it were made; the next start begins with this one.", e);
        }
    }

    private static async Task<IReadOnlyList<Migration>> MissingAsync(DbConnection connection, CancellationToken cancellation)
    {
        var schema = (string)(await ScalarAsync(connection, "select pg_catalog.current_schema()::text", cancellation))!;
        var taken = await Schema.TakenAsync(connection, schema, cancellation);
        return [.. MigrationList.All.Where(m => m.IsConcurrent && !taken.Contains(m.Name))];
    }

    private static async Task<object?> ScalarAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.Command(sql);

        // A large table takes long.
        command.CommandTimeout = 0;
        return await command.ExecuteScalarAsync(cancellation);
    }
}
