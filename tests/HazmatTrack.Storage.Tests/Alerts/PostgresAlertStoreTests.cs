using System.Data.Common;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Alerts;
using HazmatTrack.TestServers;
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

    protected override async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of the suite.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    protected override async Task<AlertStore> OpenEmptyAsync()
    {
        // One database, emptied: making one for each of many samples would be most of the test.
        await using (var connection = new NpgsqlConnection(_database))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                "truncate alert, alert_province, alert_event, alert_key; update alert_counter set last = 0, open_notice = 0, open_yellow = 0, open_orange = 0, open_red = 0", connection);
            await command.ExecuteNonQueryAsync();
        }

        return await OpenAsync();
    }

    [Fact]
    public async Task An_alert_is_found_by_one_look_into_the_index_of_its_month()
    {
        for (var month = 0; month < 40; month += 4)
        {
            await Store.PrepareAsync(SomeAlerts.Morning + TimeSpan.FromDays(30 * month), default);
        }

        await ApplyAsync(SomeAlerts.Raise());
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        foreach (var query in (string[])["select body from alert where id = @id and first_onset = @first", "select body from alert_event where alert = @id and first_onset = @first order by revision"])
        {
            await using var explain = new NpgsqlCommand($"set enable_seqscan = off; explain {query}", connection);
            explain.Parameters.AddWithValue("id", Id(SomeAlerts.Raise()).ToString());
            explain.Parameters.AddWithValue("first", SomeAlerts.Morning.UnixMilliseconds);
            var plan = new List<string>();
            await using (var reader = await explain.ExecuteReaderAsync())
            {
                while (await reader.ReadAsync())
                {
                    plan.Add(reader.GetString(0));
                }
            }

            Assert.Single(plan, line => line.Contains("Scan", StringComparison.Ordinal));
            Assert.Contains(plan, line => line.Contains("Index Scan using alert", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Alerts_of_months_without_a_table_are_stored_while_alerts_are_read()
    {
        await ApplyAsync(SomeAlerts.Raise());
        await using var reader = new NpgsqlConnection(_database);
        await reader.OpenAsync();
        await using (var read = new NpgsqlCommand("begin; select count(*) from alert, alert_event, alert_province", reader))
        {
            await read.ExecuteScalarAsync();
        }

        var soon = TimeSpan.FromSeconds(20);
        await Store.ApplyAsync([SomeAlerts.Raise(2, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromDays(40)))], default).WaitAsync(soon);
        await Store.PrepareAsync(SomeAlerts.Morning + TimeSpan.FromDays(400), default).WaitAsync(soon);
        Assert.Equal(2, (await Store.EventRangeAsync(default)).Last);
    }

    [Fact]
    public async Task Silos_that_start_together_create_the_tables_once()
    {
        var database = await Servers.EmptyPostgresDatabaseAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AlertStore.OpenPostgresAsync(database, default)));
        await stores[0].ApplyAsync([SomeAlerts.Raise()], default);
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
        Assert.True(await heard.WaitAsync(Patience.For(20)), "Listening did not begin.");
        await Store.ApplyAsync([SomeAlerts.Raise()], default);
        Assert.True(await heard.WaitAsync(Patience.For(20)), "Nothing was heard of the event.");
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
        await Store.ApplyAsync([SomeAlerts.Raise()], default);
        await Assert.ThrowsAnyAsync<DbException>(() => transaction.CommitAsync(default));
    }
}
