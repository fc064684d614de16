using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Storage.DeadLetters;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.Log;
using HazmatTrack.Storage.Migrations;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;
using Npgsql;

namespace HazmatTrack.Storage.Tests.Migrations;

public sealed class PostgresEarlierDatabaseTests : EarlierDatabaseSuite, IAsyncLifetime
{
    private string _database = null!;

    public async ValueTask InitializeAsync() => _database = await Servers.EmptyPostgresDatabaseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Silos_that_start_together_on_a_database_of_the_version_before_migrate_it_once()
    {
        await CreateVersion1Async();
        var silos = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync()));
        Assert.All(await Task.WhenAll(silos.Select(s => s.Alerts.EventRangeAsync(default))), range => Assert.Equal((1, 3), range));
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var twice = new NpgsqlCommand("select count(*) - count(distinct scriptname) from schema_migrations", connection);
        Assert.Equal(0L, await twice.ExecuteScalarAsync());
        foreach (var silo in silos)
        {
            await silo.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_silo_that_waited_for_another_sees_the_journal_that_the_other_made()
    {
        await using var other = new NpgsqlConnection(_database);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await OtherAsync(Schema.OneSilo);
        await using var store = RegistryStore.Postgres(_database, TimeProvider.System);
        var waiting = store.UpgradeAsync(TestContext.Current.CancellationToken);
        await Eventually.BecomesTrueAsync(
            async () => await ExecuteAsync(default, "select count(*) from pg_locks where locktype = 'advisory' and not granted and database = "
                + "(select oid from pg_database where datname = current_database())") is 1L,
            "it waits");
        await OtherAsync("create table schema_migrations (schemaversionsid serial primary key, scriptname varchar(255) not null, applied timestamp not null)");
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await waiting;
        Assert.Equal(
            (long)MigrationList.All.Count, await ExecuteAsync(default, "select count(*) from schema_migrations"));

        async Task OtherAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, other, transaction);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    protected override Task CreateVersion1Async() => ExecuteAsync(default, Version1("postgres.sql"));

    protected override async Task<Stores> OpenAsync()
    {
        // The registry, access and letters first: where they are refused, nothing is left open.
        var registry = RegistryStore.Postgres(_database, TimeProvider.System);
        await registry.UpgradeAsync(default);
        var access = AccessStore.Postgres(_database, TimeProvider.System);
        await access.UpgradeAsync(default);
        var letters = DeadLetterStore.Postgres(_database, TimeProvider.System);
        await letters.UpgradeAsync(default);
        var subscriptions = await SubscriptionStore.OpenPostgresAsync(_database, TimeProvider.System, default);
        var alerts = await AlertStore.OpenPostgresAsync(_database, default);
        var audit = await AuditStore.OpenPostgresAsync(_database, TimeProvider.System, default);
        var history = await HistoryStore.OpenAsync(new() { Postgres = _database }, TimeProvider.System, default);
        return new(history, alerts, registry, audit, access, subscriptions, letters);
    }

    protected override Task<long> IncarnationAsync(string log) => LogIncarnations.IncarnationAsync(_database, "", log, default);

    private protected override async Task<object?> ExecuteAsync(SchemaPart part, string sql)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
