using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Storage.Migrations;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.History.Sql;

/// <summary>History in one SQLite file with a write-ahead log: one writing connection, with concurrent readers.</summary>
internal sealed class SqliteHistoryDatabase : HistoryDatabase
{
    private const int MillisecondsPerMinute = 60_000;

    private readonly string _file;
    private readonly string _readers;
    private readonly SqliteConnection _writer;
    private readonly SqliteHistoryWriter _statements;
    private readonly SemaphoreSlim _writing = new(1, 1);

    public SqliteHistoryDatabase(string file)
    {
        _file = file;
        var builder = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false };
        _writer = new(builder.ConnectionString);
        _readers = new SqliteConnectionStringBuilder { DataSource = file, Pooling = true }.ConnectionString;
        _statements = new(_writer);
    }

    /// <summary>The minute in the index of time and space; times outside the scale are clamped to its ends.</summary>
    public static int Minute(Instant time) =>
        (int)Math.Clamp(Math.Floor((double)time.UnixMilliseconds / MillisecondsPerMinute), int.MinValue, int.MaxValue);

    protected override string Timeline => DatabaseTimeline.OfSqlite;

    protected override string NewestCheckpoints =>
        """
        select checkpoint_at, checkpoint from history_chunk where id in (
          select (
            select id from history_chunk
            where vehicle = v.id and start_at <= @at and checkpoint_at <= @at
            order by start_at desc limit 1)
          from history_vehicle v where v.name = @name)
        """;

    public override async Task CreateAsync(CancellationToken cancellation)
    {
        await _writer.OpenAsync(cancellation);

        // Full: an acknowledged write survives a power cut, not only a crash of the process.
        await using var command = _writer.Command(
            "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 4000; pragma cache_size = -65536");
        await command.ExecuteNonQueryAsync(cancellation);
        await Schema.UpgradeSqliteAsync(_file, SchemaPart.History, cancellation);
    }

    public override Task WriteAsync(HistoryWrite write, CancellationToken cancellation) =>
        WithWriterAsync(
            _ =>
            {
                using var transaction = _writer.BeginTransaction(deferred: false);
                _statements.Write(write, transaction);
                transaction.Commit();
                return Task.FromResult(true);
            },
            cancellation);

    public override async Task<List<ChunkRow>> ChunksAsync(IReadOnlyList<ChunkSpan> spans, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command(
            """
            select vehicle, start_at, end_at, points, data from history_chunk
            where vehicle = @vehicle and start_at > @after and start_at <= @to
            """,
            ("vehicle", 0),
            ("after", 0L),
            ("to", 0L));
        var rows = new List<ChunkRow>();
        foreach (var span in spans)
        {
            command.Parameters[0].Value = span.Vehicle;
            command.Parameters[1].Value = span.After.UnixMilliseconds;
            command.Parameters[2].Value = span.To.UnixMilliseconds;
            await ChunksAsync(command, rows, cancellation);
        }

        return rows;
    }

    public override Task<List<(int Partition, VehicleRow Vehicle)>> AddVehiclesAsync(
        IReadOnlyCollection<(int Partition, string Name)> vehicles, CancellationToken cancellation) =>
        WithWriterAsync(
            async _ =>
            {
                await using var transaction = _writer.BeginTransaction(deferred: false);
                await using var command = _writer.Command(
                    $"""
                    insert into history_vehicle (partition, name, home) values (@partition, @name, @home)
                    on conflict (name, partition) do update set name = excluded.name
                    returning {VehicleColumns}
                    """,
                    ("partition", 0),
                    ("name", string.Empty),
                    ("home", DBNull.Value));
                command.Transaction = transaction;
                var rows = new List<(int Partition, VehicleRow Vehicle)>(vehicles.Count);
                foreach (var (partition, name) in vehicles)
                {
                    command.Parameters[0].Value = partition;
                    command.Parameters[1].Value = name;
                    command.Parameters[2].Value = (object?)Home(name) ?? DBNull.Value;
                    await VehiclesAsync(command, rows, cancellation);
                }

                await transaction.CommitAsync(cancellation);
                return rows;
            },
            cancellation);

    public override async Task<Dictionary<string, Instant>> SealedToAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        await using var connection = await ReaderAsync(cancellation);
        await using var command = connection.Command("select max(sealed_to) from history_vehicle where name = @name", ("name", string.Empty));
        var ends = new Dictionary<string, Instant>();
        foreach (var name in names)
        {
            command.Parameters[0].Value = name;
            if (await command.ExecuteScalarAsync(cancellation) is long end)
            {
                ends[name] = new(end);
            }
        }

        return ends;
    }

    public override async Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation)
    {
        // Deletes some thousand at a time, so that appends run in between.
        const int AtATime = 5000;
        long dropped = 0;
        int count;
        do
        {
            count = await WithWriterAsync(
                _ => Task.FromResult(_statements.DropBefore(before, AtATime)), cancellation);
            dropped += count;
        }
        while (count == AtATime);

        return dropped;
    }

    public override async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        _statements.Dispose();
        await _writer.DisposeAsync();
        using (var pool = new SqliteConnection(_readers))
        {
            SqliteConnection.ClearPool(pool);
        }

        _writing.Dispose();
    }

    protected override async ValueTask<DbConnection> ReaderAsync(CancellationToken cancellation)
    {
        var connection = new SqliteConnection(_readers);
        await connection.OpenAsync(cancellation);
        return connection;
    }

    protected override async Task<T> WithWriterAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            return await work(_writer);
        }
        finally
        {
            _writing.Release();
        }
    }

    protected override DbCommand NearCommand(DbConnection connection, GeoArea area, Instant from, Instant to) => connection.Command(
        """
        select c.vehicle, c.start_at, c.end_at, p.south, p.west, p.north, p.east from history_place p
        join history_chunk c on c.id = p.id
        where p.start_min <= @to_min and p.end_min >= @from_min
          and p.south <= @north and p.north >= @south and p.west <= @east and p.east >= @west
          and c.start_at <= @to and c.end_at >= @from
        """,
        ("from_min", Minute(from)),
        ("to_min", Minute(to)),
        ("from", from.UnixMilliseconds),
        ("to", to.UnixMilliseconds),
        ("south", area.SouthWest.LatitudeE6),
        ("north", area.NorthEast.LatitudeE6),
        ("west", area.SouthWest.LongitudeE6),
        ("east", area.NorthEast.LongitudeE6));
}
