using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Storage.Migrations;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.Alerts;

/// <summary>
/// One file, one writing connection. The write-ahead log is synced at every commit (<c>synchronous=FULL</c>): an alert that was stored
/// survives a power cut.
/// </summary>
internal sealed class SqliteAlerts : AlertDatabase
{
    private readonly string _file;
    private readonly string _reading;
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _writing = new(1, 1);

    public SqliteAlerts(string file)
    {
        _file = file;
        _reading = new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString;
        _writer = new(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        _writer.Open();
        using var command = _writer.Command("pragma journal_mode = wal; pragma synchronous = full");
        command.ExecuteNonQuery();
    }

    public override string Keys => "alert";

    public override string ReadBy(string index) => $" indexed by {index}";

    public override string AmongTexts(DbCommand command, string name, string[] texts)
    {
        command.Bind(name, JsonSerializer.Serialize(texts));
        return $"in (select value from json_each({name}))";
    }

    // The transaction was begun as a write transaction: there is no other writer.
    public override string LockCounter => $"select last, timeline, {DatabaseTimeline.OfSqlite} from alert_counter";

    public override string? Announce => null;

    // SQLite finds a parameter by walking all of the statement's: many rows in one statement cost more than many statements.
    public override int RowsPerStatement => 8;

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradeSqliteAsync(_file, SchemaPart.Alerts, cancellation);

    public override async Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation)
    {
        // Deletes some hundred at a time, so that others can write in between.
        const int AtATime = 500;
        long dropped = 0;
        int count;
        do
        {
            await using var transaction = await BeginAsync(cancellation);
            await using var command = transaction.Connection.Command(
                transaction.Transaction,
                $"""
                create temp table if not exists alert_gone (id text primary key);
                delete from alert_gone;
                insert into alert_gone
                select a.id from alert a
                where a.first_onset < @before and a.status >= 4
                  and not exists (select 1 from alert_event e where e.alert = a.id and e.recorded_at >= @before)
                limit {AtATime};
                update alert_counter set expired_to = max(
                  expired_to, coalesce((select max(sequence) from alert_event where alert in (select id from alert_gone)), 0));
                delete from alert_event where alert in (select id from alert_gone);
                delete from alert_province where alert in (select id from alert_gone);
                delete from alert where id in (select id from alert_gone);
                select count(*) from alert_gone
                """,
                ("@before", before.UnixMilliseconds));
            count = Convert.ToInt32(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
            await transaction.CommitAsync(cancellation);
            dropped += count;
        }
        while (count == AtATime);

        return dropped;
    }

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new SqliteConnection(_reading);
        await connection.OpenAsync(cancellation);
        return connection;
    }

    public override async Task<AlertTransaction> BeginAsync(CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            return new(_writer, _writer.BeginTransaction(deferred: false), Release);
        }
        catch
        {
            _writing.Release();
            throw;
        }
    }

    /// <summary>SQLite has no other process to listen to.</summary>
    public override Task ListenAsync(Action signal, CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation);

    public override async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        using var reading = new SqliteConnection(_reading);
        SqliteConnection.ClearPool(reading);
        _writing.Dispose();
    }

    private ValueTask Release()
    {
        _writing.Release();
        return ValueTask.CompletedTask;
    }
}
