using HazmatTrack.Storage.Audit;
using HazmatTrack.Storage.Migrations;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Audit;
using HazmatTrack.TestServers;
using Npgsql;

namespace HazmatTrack.Storage.Tests.Migrations;

/// <summary>Indexes of large tables are made while the older program goes on writing.</summary>
public sealed class IndexMigrationsTests : IAsyncLifetime
{
    private const string Index = "audit_vehicle_by_home";

    private string _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await Servers.EmptyPostgresDatabaseAsync();
        await UpgradeAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A transaction that has the table open keeps the build from its end, and would keep all writers behind a build that locks them out.</summary>
    [Fact]
    public async Task Entries_are_recorded_while_the_index_of_the_vehicles_that_they_name_is_made()
    {
        await using var store = await AuditStore.OpenPostgresAsync(_database, TimeProvider.System, default);
        await RunAsync($"drop index {Index}");
        await RunAsync("delete from schema_migrations where scriptname like '025 %'");
        await using var open = new NpgsqlConnection(_database);
        await open.OpenAsync();
        await using var transaction = await open.BeginTransactionAsync();
        await using (var writes = new NpgsqlCommand("lock table audit_vehicle in row exclusive mode", open, transaction))
        {
            await writes.ExecuteNonQueryAsync();
        }

        var upgrade = UpgradeAsync();
        await Eventually.BecomesTrueAsync(
            async () => await CountAsync($"select count(*) from pg_class where relname = '{Index}'") == 1, "the index is being made");
        await store.AppendAsync([SomeAudit.Read(1, null, SomeAudit.Truck)], default);

        // Another process that starts meanwhile does not keep the build from its end by waiting for it.
        var other = UpgradeAsync();
        Assert.False(upgrade.IsCompleted);
        await transaction.RollbackAsync();
        await Task.WhenAll(upgrade, other).WaitAsync(Patience.For(30));
        Assert.Equal(1, await CountAsync($"select count(*) from pg_index where indexrelid = '{Index}'::regclass and indisvalid"));
        Assert.Equal(1, await CountAsync("select count(*) from schema_migrations where scriptname = '025 audit-home (added)'"));
    }

    [Fact]
    public async Task An_index_that_was_broken_off_is_made_again_by_one_of_those_who_start()
    {
        await RunAsync($"update pg_index set indisvalid = false where indexrelid = '{Index}'::regclass");
        await RunAsync("delete from schema_migrations where scriptname like '025 %'");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(UpgradeAsync)));
        Assert.Equal(1, await CountAsync($"select count(*) from pg_index where indexrelid = '{Index}'::regclass and indisvalid"));
        Assert.Equal(1, await CountAsync("select count(*) from schema_migrations where scriptname like '025 %'"));
    }

    [Fact]
    public async Task What_cannot_be_made_is_named_and_what_was_made_before_stays()
    {
        await RunAsync("delete from schema_migrations where scriptname like '025 %'");
        await RunAsync($"drop index {Index}; alter table audit_vehicle rename to audit_gone");
        var failed = await Assert.ThrowsAsync<SchemaException>(UpgradeAsync);
        Assert.Contains("'025 audit-home (added)'", failed.Message, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("select count(*) from schema_migrations where scriptname like '025 %'"));
        await RunAsync("alter table audit_gone rename to audit_vehicle");
        await UpgradeAsync();
        Assert.Equal(1, await CountAsync("select count(*) from schema_migrations where scriptname like '025 %'"));
    }

    private Task UpgradeAsync() => Schema.UpgradePostgresAsync(_database, default);

    private async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
