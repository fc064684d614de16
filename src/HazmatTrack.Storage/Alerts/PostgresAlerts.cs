using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Storage.Migrations;
using Npgsql;

namespace HazmatTrack.Storage.Alerts;

/// <summary>
/// Alerts in one table per month: a month is small enough to be dropped as a whole when it is old, and three years are some forty tables, which a
/// list over all of them still walks in a millisecond; weekly tables would be four times as many.
/// </summary>
internal sealed class PostgresAlerts : AlertDatabase
{
    private const int MonthsAhead = 3;
    private const string Channel = "hazmattrack_alerts";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly string _connectionString;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresPeriods _alerts;

    /// <summary>The tables that belong to the alerts of a month; created and removed before them.</summary>
    private readonly PostgresPeriods[] _parts;

    public PostgresAlerts(string connectionString)
    {
        _connectionString = connectionString;
        _source = PostgresSessions.Source(connectionString);
        _alerts = new(_source, "alert", TablePeriod.Month, "");
        _parts = [new(_source, "alert_province", TablePeriod.Month, ""), new(_source, "alert_event", TablePeriod.Month, "")];
    }

    public override string Keys => "alert_key";

    public override string ReadBy(string index) => "";

    public override string AmongTexts(DbCommand command, string name, string[] texts)
    {
        command.Bind(name, texts);
        return $"= any({name})";
    }

    // The row lock is held until the transaction is visible, so events become visible in the order of their numbers.
    public override string LockCounter => $"select last, timeline, {DatabaseTimeline.OfPostgres} from alert_counter for update";

    public override string? Announce => $"notify {Channel}";

    // Each statement is a round trip.
    public override int RowsPerStatement => 200;

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradePostgresAsync(_connectionString, cancellation);

    public override async Task EnsureAsync(IEnumerable<Instant> firstOnsets, CancellationToken cancellation)
    {
        var onsets = firstOnsets.ToList();
        foreach (var periods in (PostgresPeriods[])[.. _parts, _alerts])
        {
            await periods.EnsureAsync(onsets, cancellation);
        }
    }

    public override Task PrepareAsync(Instant now, CancellationToken cancellation) =>
        EnsureAsync(Enumerable.Range(-1, MonthsAhead + 2).Select(month => Instant.From(now.ToDateTimeOffset().AddMonths(month))), cancellation);

    public override bool HasLostRoom(Exception exception)
    {
        if (exception is not PostgresException { SqlState: PostgresErrorCodes.CheckViolation })
        {
            return false;
        }

        Array.ForEach([.. _parts, _alerts], p => p.Forget());
        return true;
    }

    public override async Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation)
    {
        long dropped = 0;
        foreach (var month in await _alerts.TablesAsync(cancellation))
        {
            if (month.Period.To > before || (month is { IsAttached: true, IsDetaching: false } && !await IsOverAsync(month.Period, before, cancellation)))
            {
                continue;
            }

            await ForgetKeysAsync(month.Period, cancellation);
            foreach (var part in _parts)
            {
                foreach (var table in (await part.TablesAsync(cancellation)).Where(t => t.Period == month.Period))
                {
                    await part.RemoveAsync(table, s_patience, null, cancellation);
                }
            }

            dropped += await _alerts.RemoveAsync(month, s_patience, null, cancellation) ? 1 : 0;
        }

        return dropped;
    }

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation);

    public override async Task<AlertTransaction> BeginAsync(CancellationToken cancellation)
    {
        var connection = await _source.OpenConnectionAsync(cancellation);
        try
        {
            return new(connection, await connection.BeginTransactionAsync(cancellation), connection.DisposeAsync);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async Task ListenAsync(Action signal, CancellationToken cancellation)
    {
        // Not from the pool, since a listening session cannot be reused. Keep-alive detects a dead link.
        var builder = new NpgsqlConnectionStringBuilder(_connectionString) { Pooling = false, KeepAlive = 15 };
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(cancellation);
        connection.Notification += (_, _) => signal();
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        signal();
        while (true)
        {
            await connection.WaitAsync(cancellation);
        }
    }

    private static (string, object?)[] Bounds(TablePeriod month) => [("@from", month.From.UnixMilliseconds), ("@to", month.To.UnixMilliseconds)];

    /// <summary>
    /// Whether all alerts of a month are closed and old; then no client can resume after its events any more. Decided under the lock of the counter, so
    /// that no writer changes one of its alerts meanwhile, and from indexes, so that no writer waits for long.
    /// </summary>
    private async Task<bool> IsOverAsync(TablePeriod month, Instant before, CancellationToken cancellation)
    {
        await using var transaction = await BeginAsync(cancellation);
        await using (var alone = transaction.Connection.Command(transaction.Transaction, LockCounter))
        {
            await alone.ExecuteNonQueryAsync(cancellation);
        }

        await using (var over = transaction.Connection.Command(
            transaction.Transaction,
            """
            select not exists (select 1 from alert where first_onset >= @from and first_onset < @to and status < 4)
              and not exists (select 1 from alert_event where first_onset >= @from and first_onset < @to and recorded_at >= @before)
            """,
            [.. Bounds(month), ("@before", before.UnixMilliseconds)]))
        {
            if (!(bool)(await over.ExecuteScalarAsync(cancellation))!)
            {
                return false;
            }
        }

        await using (var expire = transaction.Connection.Command(
            transaction.Transaction,
            """
            update alert_counter set expired_to = greatest(
              expired_to, coalesce((select max(sequence) from alert_event where first_onset >= @from and first_onset < @to), 0))
            """,
            Bounds(month)))
        {
            await expire.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Deletes the ids of a month that is over.</summary>
    private async Task ForgetKeysAsync(TablePeriod month, CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        await using var command = connection.Command(
            null, "delete from alert_key k using alert a where a.first_onset >= @from and a.first_onset < @to and k.id = a.id", Bounds(month));
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
