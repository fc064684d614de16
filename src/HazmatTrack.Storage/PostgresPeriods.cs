using System.Collections.Concurrent;
using System.Data;
using System.Globalization;
using HazmatTrack.Domain;
using Npgsql;

namespace HazmatTrack.Storage;

/// <summary>
/// The tables of a table that is partitioned by time on PostgreSQL. They are created and removed while readers and writers run: nothing here waits
/// for a long query, or blocks others, for longer than a moment.
/// </summary>
/// <param name="source">The source of sessions.</param>
/// <param name="parent">The partitioned table; its tables are named after it.</param>
/// <param name="periodOf">Maps an instant to its period.</param>
/// <param name="settings">Storage parameters of each table; empty for none.</param>
internal sealed class PostgresPeriods(NpgsqlDataSource source, string parent, Func<Instant, TablePeriod> periodOf, string settings)
{
    // An arbitrary lock number that nothing else in this program uses.
    private const long ChangeLock = 0x4861_7a48_6973_7401;
    private const long RemoveLock = ChangeLock + 1;

    /// <summary>For locks that nothing should hold for long: sessions that queue behind a waiting one are blocked no longer than this.</summary>
    private const string Moment = "set local lock_timeout = '3s'";

    private readonly ConcurrentDictionary<TablePeriod, bool> _known = [];

    /// <summary>Creates the tables for some instants where they do not exist.</summary>
    public async Task EnsureAsync(IEnumerable<Instant> instants, CancellationToken cancellation)
    {
        foreach (var period in instants.Select(periodOf).Distinct().Where(p => !_known.ContainsKey(p)))
        {
            await CreateAsync(period, cancellation);
            _known.TryAdd(period, true);
        }
    }

    /// <summary>Clears the cache of existing tables, since another silo may have removed some.</summary>
    public void Forget() => _known.Clear();

    /// <summary>
    /// Removes a table: detaches it from its parent, which waits for the transactions that read it without blocking others, then drops it. Returns false
    /// where another silo is removing it or has removed it.
    /// </summary>
    /// <param name="table">One of <see cref="TablesAsync"/>.</param>
    /// <param name="patience">How long to wait for readers. An unfinished removal continues with the next call.</param>
    /// <param name="keep">Copies from the table, while it is still attached to its parent, the rows that must outlive it.</param>
    public async Task<bool> RemoveAsync(PeriodTable table, TimeSpan patience, Func<string, Task>? keep, CancellationToken cancellation)
    {
        Forget();
        await using var connection = await source.OpenConnectionAsync(cancellation);
        if (!await IsTrueAsync(connection, $"select pg_try_advisory_lock({RemoveLock})", cancellation))
        {
            return false;
        }

        try
        {
            if ((await TablesAsync(cancellation)).Find(t => t.Name == table.Name) is not { Name: not null } current)
            {
                return false;
            }

            if (current.IsAttached && keep is not null)
            {
                await keep(current.Name);
            }

            await RemoveAsync(connection, current, patience, cancellation);
            return true;
        }
        finally
        {
            // A session in the pool would keep the lock.
            if (connection.State == ConnectionState.Open)
            {
                await IsTrueAsync(connection, $"select pg_advisory_unlock({RemoveLock})", CancellationToken.None);
            }
        }
    }

    /// <summary>The existing tables, including those that were detached from their parent and not dropped yet, in order of time.</summary>
    public async Task<List<PeriodTable>> TablesAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.Command(
            $"""
            select c.relname, i.inhrelid is not null, coalesce(i.inhdetachpending, false)
            from pg_class c left join pg_inherits i on i.inhrelid = c.oid and i.inhparent = '{parent}'::regclass
            where c.relkind = 'r' and c.relnamespace = (select relnamespace from pg_class where oid = '{parent}'::regclass) and starts_with(c.relname, '{parent}_')
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var tables = new List<PeriodTable>();
        while (await reader.ReadAsync(cancellation))
        {
            var name = reader.GetString(0);
            if (TryPeriod(name[(parent.Length + 1)..]) is { } period)
            {
                tables.Add(new(name, period, reader.GetBoolean(1), reader.GetBoolean(2)));
            }
        }

        tables.Sort((a, b) => a.Period.From.CompareTo(b.Period.From));
        return tables;
    }

    private async Task RemoveAsync(NpgsqlConnection connection, PeriodTable table, TimeSpan patience, CancellationToken cancellation)
    {
        if (table.IsAttached)
        {
            await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"set statement_timeout = {(long)patience.TotalMilliseconds}"), cancellation);
            await ExecuteAsync(connection, $"alter table {parent} detach partition {table.Name} {(table.IsDetaching ? "finalize" : "concurrently")}", cancellation);
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LockAsync(connection, cancellation);

        // Unless another session has needed the table again in between.
        await ExecuteAsync(
            connection,
            $"""
            do $$ begin
              if not exists (select 1 from pg_inherits where inhrelid = to_regclass('{table.Name}')) then
                drop table if exists {table.Name};
              end if;
            end $$
            """,
            cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>
    /// Creates the table and attaches it: unlike <c>create table … partition of</c>, that waits for no reader of the parent and blocks no writer.
    /// </summary>
    private async Task CreateAsync(TablePeriod period, CancellationToken cancellation)
    {
        var table = $"{parent}_{period.Suffix}";
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LockAsync(connection, cancellation);
        await ExecuteAsync(
            connection,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                do $$ begin
                  if not exists (select 1 from pg_inherits where inhrelid = to_regclass('{table}')) then
                    create table if not exists {table} (like {parent} including all){(settings == "" ? "" : $" with ({settings})")};
                    alter table {parent} attach partition {table} for values from ({period.From.UnixMilliseconds}) to ({period.To.UnixMilliseconds});
                  end if;
                end $$
                """),
            cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Only one silo at a time changes tables.</summary>
    private static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await ExecuteAsync(connection, Moment, cancellation);
        await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_xact_lock({ChangeLock})"), cancellation);
    }

    private static async Task<bool> IsTrueAsync(NpgsqlConnection connection, string query, CancellationToken cancellation)
    {
        await using var command = connection.Command(query);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellation)
    {
        await using var command = connection.Command(text);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The period that a table name encodes.</summary>
    private TablePeriod? TryPeriod(string suffix) =>
        suffix.Length == 9 && DateTimeOffset.TryParseExact(
            suffix.AsSpan(1), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day)
        && periodOf(Instant.From(day)) is var period && period.Suffix == suffix
            ? period
            : null;
}
