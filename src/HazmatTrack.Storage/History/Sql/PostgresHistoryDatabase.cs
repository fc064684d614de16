using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.Migrations;
using Npgsql;

namespace HazmatTrack.Storage.History.Sql;

/// <summary>History on PostgreSQL: weekly tables, one pipelined batch of statements per transaction.</summary>
internal sealed class PostgresHistoryDatabase : HistoryDatabase
{
    /// <summary>Tables are created this many weeks ahead: a program that is not restarted over the new year still finds them.</summary>
    private const int WeeksAhead = 8;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly string _connectionString;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresPeriods _weeks;

    public PostgresHistoryDatabase(string connectionString)
    {
        _connectionString = connectionString;
        var settings = PostgresSessions.Settings(connectionString);
        if (settings.MaxAutoPrepare == 0)
        {
            settings.MaxAutoPrepare = 40;
        }

        _source = NpgsqlDataSource.Create(settings);

        // The storage parameter keeps rows of up to a page in the table itself.
        _weeks = new(_source, "history_chunk", TablePeriod.Week, "toast_tuple_target = 8160");
    }

    protected override string Timeline => DatabaseTimeline.OfPostgres;

    protected override string NewestCheckpoints =>
        """
        select c.checkpoint_at, c.checkpoint from history_vehicle v
        cross join lateral (
          select checkpoint_at, checkpoint from history_chunk
          where vehicle = v.id and start_at <= @at and checkpoint_at <= @at
          order by start_at desc limit 1) c
        where v.name = @name
        """;

    public override Task CreateAsync(CancellationToken cancellation) => Schema.UpgradePostgresAsync(_connectionString, cancellation);

    public override async Task WriteAsync(HistoryWrite write, CancellationToken cancellation)
    {
        await CreateWeeksAsync(write, cancellation);
        try
        {
            await WriteOnceAsync(write, cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // Retention, here or in another silo, has dropped a week that still receives points.
            _weeks.Forget();
            await CreateWeeksAsync(write, cancellation);
            await WriteOnceAsync(write, cancellation);
        }
    }

    public override async Task<List<ChunkRow>> ChunksAsync(IReadOnlyList<ChunkSpan> spans, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);

        // offset 0 keeps the lookup a lookup: one descent of the key's index for each span. The bounds exclude whole weeks.
        await using var command = connection.Command(
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

        // All silos use one order, so that they cannot deadlock.
        await using var command = connection.Command(
            $"""
            insert into history_vehicle (partition, name, home)
            select partition, name, home from unnest(@partitions, @names, @homes) as arrived (partition, name, home) order by name, partition
            on conflict (name, partition) do update set name = excluded.name
            returning {VehicleColumns}
            """,
            ("partitions", vehicles.Select(v => v.Partition).ToArray()),
            ("names", vehicles.Select(v => v.Name).ToArray()),
            ("homes", vehicles.Select(v => Home(v.Name)).ToArray()));
        var rows = new List<(int Partition, VehicleRow Vehicle)>(vehicles.Count);
        await VehiclesAsync(command, rows, cancellation);
        return rows;
    }

    public override async Task<Dictionary<string, Instant>> SealedToAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command(
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
        // A chunk belongs to the week in which it starts and may extend a day into the next.
        var dropped = 0;
        foreach (var table in await _weeks.TablesAsync(cancellation))
        {
            if (table.Period.To + ChunkSize.LongestSpan <= before)
            {
                dropped += await _weeks.RemoveAsync(table, s_patience, name => KeepCheckpointsAsync(name, cancellation), cancellation) ? 1 : 0;
            }
        }

        return dropped;
    }

    public override Task PrepareAsync(Instant now, CancellationToken cancellation) =>
        _weeks.EnsureAsync(Enumerable.Range(-1, WeeksAhead + 2).Select(week => now + TimeSpan.FromDays(7 * week)), cancellation);

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    protected override async ValueTask<DbConnection> ReaderAsync(CancellationToken cancellation) =>
        await _source.OpenConnectionAsync(cancellation);

    protected override async Task<T> WithWriterAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        return await work(connection);
    }

    protected override DbCommand NearCommand(DbConnection connection, GeoArea area, Instant from, Instant to) => connection.Command(
        """
        select c.vehicle, c.start_at, c.end_at, c.south, c.west, c.north, c.east from history_chunk c
        where int8range(c.start_at, c.end_at, '[]') && int8range(@from, @to, '[]')
          and box(point(c.west, c.south), point(c.east, c.north)) && box(point(@west, @south), point(@east, @north))
          and c.start_at > @after and c.start_at <= @to
        """,
        ("from", from.UnixMilliseconds),
        ("to", to.UnixMilliseconds),
        ("after", (from - ChunkSize.LongestSpan).UnixMilliseconds),
        ("south", (double)area.SouthWest.LatitudeE6),
        ("north", (double)area.NorthEast.LatitudeE6),
        ("west", (double)area.SouthWest.LongitudeE6),
        ("east", (double)area.NorthEast.LongitudeE6));

    private async Task WriteOnceAsync(HistoryWrite write, CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = PostgresHistoryBatch.Create(write, connection, transaction, out var fence);
        await batch.ExecuteNonQueryAsync(cancellation);
        if (fence.RecordsAffected != write.Owners.Count)
        {
            await transaction.RollbackAsync(cancellation);
            throw new FencedException(await FencedPartitionAsync(connection, write, cancellation));
        }

        await transaction.CommitAsync(cancellation);
    }

    private static async Task<int> FencedPartitionAsync(NpgsqlConnection connection, HistoryWrite write, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            $"""
            select mine.partition from unnest(@partitions, @epochs) as mine (partition, epoch)
            left join history_owner o on o.partition = mine.partition
            where o.epoch is distinct from mine.epoch or o.timeline <> {DatabaseTimeline.OfPostgres} limit 1
            """,
            ("partitions", write.Owners.Select(o => o.Partition).ToArray()),
            ("epochs", write.Owners.Select(o => o.Epoch).ToArray()));
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>
    /// Keeps each vehicle's newest checkpoint of a week that is to be dropped. The lock on its row prevents an append from removing a checkpoint
    /// meanwhile that would then be kept.
    /// </summary>
    private async Task KeepCheckpointsAsync(string table, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command(
            $"""
            insert into history_last_checkpoint as held (vehicle, checkpoint_at, checkpoint)
            select v.id, c.checkpoint_at, c.checkpoint from history_vehicle v
            cross join lateral (
              select checkpoint_at, checkpoint from {table}
              where vehicle = v.id and checkpoint_at is not null
              order by start_at desc limit 1 for share) c
            on conflict (vehicle) do update set checkpoint_at = excluded.checkpoint_at, checkpoint = excluded.checkpoint
            where held.checkpoint_at < excluded.checkpoint_at
            """);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The last resort: weeks are created ahead, but not those of late reports.</summary>
    private Task CreateWeeksAsync(HistoryWrite write, CancellationToken cancellation) =>
        _weeks.EnsureAsync(write.Inserted.Select(c => c.Start), cancellation);
}
