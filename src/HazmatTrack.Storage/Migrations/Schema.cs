using System.Data.Common;
using System.Globalization;
using System.Runtime.ExceptionServices;
using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Engine.Transactions;
using DbUp.Postgresql;
using DbUp.Sqlite;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HazmatTrack.Storage.Migrations;

/// <summary>
/// Migrates a database to the schema of this program: the migrations of <see cref="MigrationList"/> that its journal does not name, in one transaction; then
/// indexes that are made while their tables are written (<see cref="IndexMigrations"/>).
/// </summary>
internal static class Schema
{
    /// <summary>The table with the names of the migrations that were made.</summary>
    public const string Journal = "schema_migrations";

    /// <summary>One process at a time migrates, until its transaction ends. An arbitrary lock number that nothing else in this program uses.</summary>
    public const string OneSilo = "select pg_advisory_xact_lock(5217343098721)";

    /// <summary>
    /// Has the session see the tables that another silo made while it waited for the lock. What it once looked up by name, and did not find, PostgreSQL
    /// remembers until the session locks a table or begins a transaction; an advisory lock is no such lock.
    /// </summary>
    private const string SeeNewTables = "select from pg_catalog.pg_class limit 0";

    /// <summary>Migrates all stores of a PostgreSQL database. Silos that start together migrate one after the other.</summary>
    /// <exception cref="SchemaException">
    /// A newer version of the program has migrated the database, or a migration failed and nothing was changed. An error that a restart may resolve is
    /// thrown unchanged.
    /// </exception>
    /// <exception cref="DbException">The database takes no changes yet, or is a replica.</exception>
    public static async Task UpgradePostgresAsync(string connectionString, CancellationToken cancellation)
    {
        await using var source = PostgresSessions.Source(connectionString);
        await RefuseInRecoveryAsync(source, cancellation);
        await RefuseWithoutRightAsync(source, cancellation);
        var manager = new PostgresqlConnectionManager(source);
        await RunAsync(
            DeployChanges.To.PostgresqlDatabase(manager),
            [.. MigrationList.All.Where(m => !m.IsConcurrent)],
            "postgres",
            new() { ["text"] = "text collate \"C\"", ["bytes"] = "bytea" },
            $"{OneSilo}; {SeeNewTables}",
            (connection, log) => new PostgresqlTableJournal(connection, log, null, Journal),
            cancellation);
        await IndexMigrations.RunAsync(source, cancellation);
    }

    /// <summary>The names of the migrations that a PostgreSQL database has; none where it has none yet.</summary>
    /// <param name="schema">Where its tables are.</param>
    public static async Task<IReadOnlyList<string>> TakenAsync(DbConnection connection, string schema, CancellationToken cancellation)
    {
        string journal;
        await using (var exists = connection.Command(
            $"select pg_catalog.to_regclass(pg_catalog.format('%I.{Journal}', @schema::text))::text, pg_catalog.format('%I.{Journal}', @schema::text)",
            ("@schema", schema)))
        await using (var found = await exists.ExecuteReaderAsync(cancellation))
        {
            await found.ReadAsync(cancellation);
            if (await found.IsDBNullAsync(0, cancellation))
            {
                return [];
            }

            journal = found.GetString(1);
        }

        await using var command = connection.Command($"select scriptname from {journal}");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellation))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    /// <summary>
    /// Refuses a database that answers and takes no changes: it would be read as it stood in the middle of its log, and taken for what it is after a restore.
    /// </summary>
    private static async Task RefuseInRecoveryAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.Command("select pg_catalog.pg_is_in_recovery()");
        if (await command.ExecuteScalarAsync(cancellation) is true)
        {
            // As of a server that does not answer: it passes.
            throw new NpgsqlException(
                "This PostgreSQL takes no changes (pg_is_in_recovery): it has not read all of its log after a restore or a crash, or it is a replica. "
                + "Start again once it has, or name the primary in Postgres:ConnectionString.",
                new IOException("The database is in recovery."));
        }
    }

    /// <summary>
    /// Refuses a role that may not migrate while migrations are missing, rather than fail at the first table. The role of the program usually may not
    /// (<see cref="ProgramRole"/>).
    /// </summary>
    private static async Task RefuseWithoutRightAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var (role, lacks, schema) = ("", "", "");
        await using (var rights = connection.Command(
            $"""
            select current_user::text, case
              when t.oid is null and not coalesce(pg_catalog.has_schema_privilege(t.schema, 'CREATE'), false) then 'has no tables yet'
              when not pg_catalog.has_table_privilege(t.oid, 'SELECT') then 'has a table {Journal} that is not this role''s'
              when not pg_catalog.has_table_privilege(t.oid, 'INSERT') then ''
            end, t.schema
            from (select pg_catalog.to_regclass('{Journal}')::oid as oid, pg_catalog.current_schema()::text as schema) t
            """))
        await using (var reader = await rights.ExecuteReaderAsync(cancellation))
        {
            await reader.ReadAsync(cancellation);
            if (await reader.IsDBNullAsync(1, cancellation))
            {
                return;
            }

            (role, lacks, schema) = (reader.GetString(0), reader.GetString(1), await reader.IsDBNullAsync(2, cancellation) ? "" : reader.GetString(2));
        }

        if (lacks == "" && MigrationList.All.Select(m => m.Name).Except(await TakenAsync(connection, schema, cancellation)).ToList() is { Count: > 0 } missing)
        {
            lacks = $"lacks the migrations {string.Join(", ", missing)}";
        }

        if (lacks != "")
        {
            throw new SchemaException(
                $"The database {lacks}, and the role '{role}' may not migrate it. Run the command 'migrate --role {role}' of this version with the connection of the "
                + "role that is to own the audit record; then start again.");
        }
    }

    /// <summary>Migrates the SQLite file of one store, which is created if it is missing.</summary>
    /// <exception cref="SchemaException">
    /// A newer version of the program has migrated the file, or a migration failed and nothing was changed.
    /// </exception>
    public static Task UpgradeSqliteAsync(string file, SchemaPart part, CancellationToken cancellation) => RunAsync(
        DeployChanges.To.SqliteDatabase(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString),
        [.. MigrationList.All.Where(m => m.Part == part)],
        "sqlite",
        new() { ["text"] = "text", ["bytes"] = "blob" },
        null,
        (connection, log) => new SqliteTableJournal(connection, log, Journal),
        cancellation);

    private static async Task RunAsync(
        UpgradeEngineBuilder builder,
        IReadOnlyList<Migration> migrations,
        string engine,
        Dictionary<string, string> types,
        string? lockStatement,
        Func<Func<IConnectionManager>, Func<IUpgradeLog>, IJournal> journal,
        CancellationToken cancellation)
    {
        UpgradeConfiguration? configuration = null;
        builder.Configure(c => configuration = c);
        var run = builder
            .WithScripts(migrations.Select(m => Script(m, engine, () => configuration!.ConnectionManager)))
            .WithVariables(types)
            .WithTransaction()
            .WithExecutionTimeout(TimeSpan.Zero)
            .JournalTo((connection, log) => new LockedJournal(journal(connection, log), connection, [.. migrations.Select(m => m.Name)], lockStatement))
            .LogToNowhere()
            .Build();

        // The library has no asynchronous API.
        var result = await Task.Run(run.PerformUpgrade, cancellation);
        if (result is { ErrorScript: { } failed, Error: not DbException { IsTransient: true } })
        {
            throw new SchemaException($"The migration '{failed.Name}' of the database failed, and nothing was changed: {result.Error.Message}", result.Error);
        }

        if (!result.Successful)
        {
            ExceptionDispatchInfo.Throw(result.Error);
        }
    }

    private static LazySqlScript Script(Migration migration, string engine, Func<IConnectionManager> connection) => new(
        migration.Name,
        () => migration.TakenBefore is { } query && IsTrue(query, connection()) ? "" : migration.Script(engine));

    private static bool IsTrue(string query, IConnectionManager connection) => connection.ExecuteCommandsWithManagedConnection(create =>
    {
        using var command = create();
        command.CommandText = query;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture) > 0;
    });
}
