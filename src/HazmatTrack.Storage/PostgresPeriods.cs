using System.Collections.Concurrent;
using System.Data;
using System.Globalization;
using HazmatTrack.Domain;
using Npgsql;

namespace HazmatTrack.Storage;

/// <summary>
/// The tables of a table that is partitioned by time on PostgreSQL. They are made and removed beside readers and writers: nothing here waits for
/// a long query, or has others wait behind it, longer than a moment.
/// </summary>
/// <param name="source">Sessions.</param>
/// <param name="parent">The partitioned table; its tables are named after it.</param>
/// <param name="periodOf">How time is cut.</param>
/// <param name="settings">Storage parameters of each table; empty for none.</param>
internal sealed class PostgresPeriods(NpgsqlDataSource source, string parent, Func<Instant, TablePeriod> periodOf, string settings)
{
    // Any numbers that nothing else of this program locks by.
    private const long ChangeLock = 0x4861_7a48_6973_7401;
    private const long RemoveLock = ChangeLock + 1;

    /// <summary>For locks that nothing should hold for long: whoever waits behind the one who waits is held up no longer than this.</summary>
    private const string Moment = "set local lock_timeout = '3s'";

    private readonly ConcurrentDictionary<TablePeriod, bool> _known = [];

    /// <summary>Creates the tables of some instants that are not there yet.</summary>
    public async Task EnsureAsync(IEnumerable<Instant> instants, CancellationToken cancellation)
    {
        foreach (var period in instants.Select(periodOf).Distinct().Where(p => !_known.ContainsKey(p)))
        {
            await CreateAsync(period, cancellation);
            _known.TryAdd(period, true);
        }
    }

    /// <summary>Forgets which tables are known to be there, since another silo may have removed some.</summary>
    public void Forget() => _known.Clear();

    /// <summary>
    /// Removes a table: first from its parent, which waits for the transactions that read it and has nobody wait, then itself. False where another
    /// silo is at it or has done it.
    /// </summary>
    /// <param name="table">One of <see cref="TablesAsync"/>.</param>
    /// <param name="patience">How long to wait for readers. What was begun is gone on with the next time.</param>
    /// <param name="keep">Takes from the table, while it still belongs to its parent, what is to outlive it.</param>
    /// <param name="cancellation">Ends it.</param>
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
            // A session in the pool would keep it.
            if (connection.State == ConnectionState.Open)
            {
                await IsTrueAsync(connection, $"select pg_advisory_unlock({RemoveLock})", CancellationToken.None);
            }
        }
    }

    /// <summary>The tables there are, with those that were taken from their parent and not dropped yet, in order of time.</summary>
    public async Task<List<PeriodTable>> TablesAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand(
            $"""
            select c.relname, i.inhrelid is not null, coalesce(i.inhdetachpending, false)
            from pg_class c left join pg_inherits i on i.inhrelid = c.oid and i.inhparent = '{parent}'::regclass
            where c.relkind = 'r' and c.relnamespace = (select relnamespace from pg_class where oid = '{parent}'::regclass) and starts_with(c.relname, '{parent}_')
            """,
            connection);
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

        // Unless somebody has needed it again in between.
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
    /// Makes the table by itself and attaches it: unlike <c>create table … partition of</c>, that waits for no reader of the parent and has no writer wait.
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

    /// <summary>One silo at a time changes tables.</summary>
    private static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await ExecuteAsync(connection, Moment, cancellation);
        await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_xact_lock({ChangeLock})"), cancellation);
    }

    private static async Task<bool> IsTrueAsync(NpgsqlConnection connection, string query, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is made of constants.
        command.CommandText = query;
#pragma warning restore CA2100
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is made of constants and names of tables.
        command.CommandText = text;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The period that a name says.</summary>
    private TablePeriod? TryPeriod(string suffix) =>
        suffix.Length == 9 && DateTimeOffset.TryParseExact(
            suffix.AsSpan(1), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day)
        && periodOf(Instant.From(day)) is var period && period.Suffix == suffix
            ? period
            : null;
}

/// <summary>One table of a partitioned table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Period">The time it covers.</param>
/// <param name="IsAttached">Whether it belongs to its parent.</param>
/// <param name="IsDetaching">Whether taking it from its parent was begun and not ended.</param>
internal readonly record struct PeriodTable(string Name, TablePeriod Period, bool IsAttached, bool IsDetaching);
