using System.Collections.Concurrent;
using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Storage.History.Chunks;
using Npgsql;

namespace HazmatTrack.Storage.History.Sql;

/// <summary>History on PostgreSQL: weekly tables, one pipelined batch of statements per transaction.</summary>
internal sealed class PostgresHistoryDatabase : HistoryDatabase
{
    // Any number that nothing else of this program locks by.
    private const long SchemaLock = 0x4861_7a48_6973_7401;

    private readonly NpgsqlDataSource _source;
    private readonly ConcurrentDictionary<long, bool> _weeks = [];

    public PostgresHistoryDatabase(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (settings.MaxAutoPrepare == 0)
        {
            settings.MaxAutoPrepare = 40;
        }

        _source = NpgsqlDataSource.Create(settings);
    }

    public override async Task CreateAsync(CancellationToken cancellation) => await LockedAsync(PostgresSchema.Text + DamageSchema.Create("bytea"), cancellation);

    public override async Task WriteAsync(HistoryWrite write, CancellationToken cancellation)
    {
        await CreateWeeksAsync(write, cancellation);
        try
        {
            await WriteOnceAsync(write, cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // Retention, here or in another silo, has dropped a week that points still come for.
            _weeks.Clear();
            await CreateWeeksAsync(write, cancellation);
            await WriteOnceAsync(write, cancellation);
        }
    }

    public override async Task<List<ChunkRow>> ChunksAsync(IReadOnlyList<ChunkSpan> spans, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);

        // offset 0 keeps the lookup a lookup: one descent of the key's index for each span. The bounds leave out whole weeks.
        await using var command = Command(
            connection,
            """
            select c.* from unnest(@vehicle, @after, @to) as span (vehicle, after, until)
            cross join lateral (
              select vehicle, start_at, end_at, points, data from history_chunk
              where vehicle = span.vehicle and start_at > span.after and start_at <= span.until
                and start_at > @least and start_at <= @most
              offset 0) c
            """,
            ("vehicle", spans.Select(s => s.Vehicle).ToArray()),
            ("after", spans.Select(s => s.After.UnixMilliseconds).ToArray()),
            ("to", spans.Select(s => s.To.UnixMilliseconds).ToArray()),
            ("least", spans.Min(s => s.After.UnixMilliseconds)),
            ("most", spans.Max(s => s.To.UnixMilliseconds)));
        var rows = new List<ChunkRow>();
        await ChunksAsync(command, rows, cancellation);
        return rows;
    }

    public override async Task<List<(int Partition, VehicleRow Vehicle)>> AddVehiclesAsync(
        IReadOnlyCollection<(int Partition, string Name)> vehicles, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);

        // In one order for all silos, so that none waits for another in a ring.
        await using var command = Command(
            connection,
            $"""
            insert into history_vehicle (partition, name)
            select partition, name from unnest(@partitions, @names) as arrived (partition, name) order by name, partition
            on conflict (name, partition) do update set name = excluded.name
            returning {VehicleColumns}
            """,
            ("partitions", vehicles.Select(v => v.Partition).ToArray()),
            ("names", vehicles.Select(v => v.Name).ToArray()));
        var rows = new List<(int Partition, VehicleRow Vehicle)>(vehicles.Count);
        await VehiclesAsync(command, rows, cancellation);
        return rows;
    }

    public override async Task<Dictionary<string, Instant>> SealedToAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = Command(
            connection,
            "select name, max(sealed_to) from history_vehicle where name = any(@names) and sealed_to is not null group by name",
            ("names", names.ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var ends = new Dictionary<string, Instant>();
        while (await reader.ReadAsync(cancellation))
        {
            ends.Add(reader.GetString(0), new(reader.GetInt64(1)));
        }

        return ends;
    }

    public override async Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation)
    {
        // A chunk belongs to the week it starts in and may reach a day into the next.
        var dropped = 0;
        foreach (var table in await WeekTablesAsync(cancellation))
        {
            if (PostgresSchema.WeekOf(table) is { } monday && monday + TimeSpan.FromDays(7) + ChunkRow.LongestSpan <= before)
            {
                _weeks.Clear();

                // Dropping waits for readers and makes writers wait: give up after some seconds, the next run tries again.
                await LockedAsync($"set local lock_timeout = '5s'; drop table if exists {table}", cancellation);
                dropped++;
            }
        }

        return dropped;
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    protected override async ValueTask<DbConnection> ReaderAsync(CancellationToken cancellation) =>
        await _source.OpenConnectionAsync(cancellation);

    protected override async Task<T> WithWriterAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        return await work(connection);
    }

    protected override DbCommand NearCommand(DbConnection connection, GeoArea area, Instant from, Instant to) => Command(
        connection,
        """
        select c.vehicle, c.start_at, c.end_at, c.south, c.west, c.north, c.east from history_chunk c
        where int8range(c.start_at, c.end_at, '[]') && int8range(@from, @to, '[]')
          and box(point(c.west, c.south), point(c.east, c.north)) && box(point(@west, @south), point(@east, @north))
          and c.start_at > @after and c.start_at <= @to
        """,
        ("from", from.UnixMilliseconds),
        ("to", to.UnixMilliseconds),
        ("after", (from - ChunkRow.LongestSpan).UnixMilliseconds),
        ("south", (double)area.SouthWest.LatitudeE6),
        ("north", (double)area.NorthEast.LatitudeE6),
        ("west", (double)area.SouthWest.LongitudeE6),
        ("east", (double)area.NorthEast.LongitudeE6));

    private async Task WriteOnceAsync(HistoryWrite write, CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = PostgresHistoryBatch.Of(write, connection, transaction);
        await batch.ExecuteNonQueryAsync(cancellation);
        if (batch.BatchCommands[0].RecordsAffected != write.Owners.Count)
        {
            await transaction.RollbackAsync(cancellation);
            throw new FencedException(await FencedPartitionAsync(connection, write, cancellation));
        }

        await transaction.CommitAsync(cancellation);
    }

    private static async Task<int> FencedPartitionAsync(NpgsqlConnection connection, HistoryWrite write, CancellationToken cancellation)
    {
        await using var command = Command(
            connection,
            """
            select mine.partition from unnest(@partitions, @epochs) as mine (partition, epoch)
            left join history_owner o on o.partition = mine.partition
            where o.epoch is distinct from mine.epoch limit 1
            """,
            ("partitions", write.Owners.Select(o => o.Partition).ToArray()),
            ("epochs", write.Owners.Select(o => o.Epoch).ToArray()));
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private async Task CreateWeeksAsync(HistoryWrite write, CancellationToken cancellation)
    {
        foreach (var chunk in write.Inserted)
        {
            var week = PostgresSchema.Week(chunk.Start);
            if (!_weeks.ContainsKey(week))
            {
                await LockedAsync(PostgresSchema.CreateWeek(week), cancellation);
                _weeks.TryAdd(week, true);
            }
        }
    }

    /// <summary>Changes tables, one silo at a time.</summary>
    private async Task LockedAsync(string text, CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var wait = Command(connection, "select pg_advisory_xact_lock(@lock)", ("lock", SchemaLock)))
        {
            await wait.ExecuteNonQueryAsync(cancellation);
        }

        await using (var command = Command(connection, text))
        {
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    private async Task<List<string>> WeekTablesAsync(CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = Command(
            connection,
            "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'history_chunk'::regclass order by 1");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var tables = new List<string>();
        while (await reader.ReadAsync(cancellation))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }
}
