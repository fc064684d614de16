using System.Data.Common;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.TestServers;
using HazmatTrack.Tests.Alerts;
using Npgsql;

namespace HazmatTrack.Storage.Tests.Alerts;

public sealed class PostgresAlertStoreTests : AlertStoreTests
{
    private string? _database;

    protected override async Task<AlertStore> OpenAsync()
    {
        _database ??= await Servers.NewPostgresDatabaseAsync();
        return await AlertStore.OpenPostgresAsync(_database, default);
    }

    protected override async Task<AlertStore> OpenEmptyAsync()
    {
        // One database, emptied: making one for each of many samples would be most of the test.
        await using (var connection = new NpgsqlConnection(_database))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                "truncate alert, alert_province, alert_event; update alert_counter set last = 0, open_notice = 0, open_yellow = 0, open_orange = 0, open_red = 0", connection);
            await command.ExecuteNonQueryAsync();
        }

        return await OpenAsync();
    }

    [Fact]
    public async Task Silos_that_start_together_create_the_tables_once()
    {
        var database = await Servers.NewPostgresDatabaseAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AlertStore.OpenPostgresAsync(database, default)));
        await stores[0].ApplyAsync([Some.Raise()], default);
        Assert.Single(await stores[4].EventsAfterAsync(0, 10, default));
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Other_silos_hear_at_once_of_what_was_stored()
    {
        await using var other = await OpenAsync();
        using var stop = new CancellationTokenSource();
        using var heard = new SemaphoreSlim(0);
        var listening = other.ListenAsync(() => heard.Release(), stop.Token);
        Assert.True(await heard.WaitAsync(TimeSpan.FromSeconds(20)), "Listening did not begin.");
        await Store.ApplyAsync([Some.Raise()], default);
        Assert.True(await heard.WaitAsync(TimeSpan.FromSeconds(20)), "Nothing was heard of the event.");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Fact]
    public async Task A_silo_that_stands_still_amid_a_transaction_does_not_hold_the_others_up()
    {
        await using var standing = new PostgresAlerts(_database!);
        await using var transaction = await standing.BeginAsync(default);
        await using (var command = transaction.Connection.Command(transaction.Transaction, standing.LockCounter))
        {
            await command.ExecuteScalarAsync();
        }

        // Waits for the lock, half a minute at most; then the statement would fail.
        await Store.ApplyAsync([Some.Raise()], default);
        await Assert.ThrowsAnyAsync<DbException>(() => transaction.CommitAsync(default));
    }
}
