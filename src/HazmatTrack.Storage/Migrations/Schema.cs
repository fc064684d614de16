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

namespace HazmatTrack.Storage.Migrations;

/// <summary>
/// Migrates a database to the schema of this program: the migrations of <see cref="MigrationList"/> that its journal does not name, in one transaction.
/// </summary>
internal static class Schema
{
    private const string Journal = "schema_migrations";

    // An arbitrary lock number that nothing else in this program uses.
    private const string OneSilo = "select pg_advisory_xact_lock(5217343098721)";

    /// <summary>Migrates all stores of a PostgreSQL database. Silos that start together migrate one after the other.</summary>
    /// <exception cref="SchemaException">
    /// A newer version of the program has migrated the database, or a migration failed and nothing was changed. An error that a restart may resolve is
    /// thrown unchanged.
    /// </exception>
    public static async Task UpgradePostgresAsync(string connectionString, CancellationToken cancellation)
    {
        await using var source = PostgresSessions.Source(connectionString);
        var manager = new PostgresqlConnectionManager(source);
        await RunAsync(
            DeployChanges.To.PostgresqlDatabase(manager),
            MigrationList.All,
            "postgres",
            new() { ["text"] = "text collate \"C\"", ["bytes"] = "bytea" },
            OneSilo,
            (connection, log) => new PostgresqlTableJournal(connection, log, null, Journal),
            cancellation);
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
