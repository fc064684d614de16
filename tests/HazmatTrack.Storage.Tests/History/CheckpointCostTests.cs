using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Storage.History.Sql;
using HazmatTrack.TestServers;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace HazmatTrack.Storage.Tests.History;

/// <summary>
/// What it costs to find the checkpoint to judge a vehicle again from, which is asked for every late report. The vehicle has reported every ten
/// seconds for half a year: 6,500 chunks.
/// </summary>
public sealed class CheckpointCostTests : IDisposable
{
    private const int Chunks = 26 * 7 * 36;
    private const long ChunkMs = 40 * 60_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpoints");

    private static Instant Middle => new(Some.Start.UnixMilliseconds + (Chunks / 2 * ChunkMs));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task On_PostgreSQL_it_reads_some_pages_and_not_the_whole_history()
    {
        var connectionString = await Servers.NewPostgresDatabaseAsync();
        await using var database = new PostgresHistoryDatabase(connectionString);
        await database.CreateAsync(default);
        for (var week = 0; week < 26; week++)
        {
            await database.PrepareAsync(Some.Start + TimeSpan.FromDays(7 * week), default);
        }

        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var fill = new NpgsqlCommand(
            $"""
            insert into history_vehicle (partition, name) values (0, 'truck');
            insert into history_chunk (vehicle, start_at, end_at, points, checkpoint_at, checkpoint, data)
            select 1, at, at + {ChunkMs - 1}, 240, at + 1000, decode(repeat('01', 300), 'hex'), decode(repeat('02', 1100), 'hex')
            from (select {Some.Start.UnixMilliseconds} + i * {ChunkMs}::bigint as at from generate_series(0, {Chunks - 1}) i) as chunk;
            analyze history_chunk; analyze history_vehicle
            """,
            connection);
        await fill.ExecuteNonQueryAsync();
        foreach (var at in (Instant[])[Middle, new(long.MaxValue / 4)])
        {
            await using var explain = new NpgsqlCommand($"explain (analyze, buffers, format json) {database.CheckpointQuery}", connection);
            explain.Parameters.AddWithValue("name", "truck");
            explain.Parameters.AddWithValue("at", at.UnixMilliseconds);
            using var plan = JsonDocument.Parse((string)(await explain.ExecuteScalarAsync())!);
            var root = plan.RootElement[0].GetProperty("Plan");
            Assert.Equal(1, root.GetProperty("Actual Rows").GetInt32());
            Assert.InRange(root.GetProperty("Shared Hit Blocks").GetInt32() + root.GetProperty("Shared Read Blocks").GetInt32(), 1, 60);
        }

        Assert.Equal(Middle + TimeSpan.FromSeconds(1), (await database.CheckpointAsync("truck", Middle + TimeSpan.FromMinutes(1), default))!.At);
    }

    [Fact]
    public async Task On_SQLite_it_takes_some_steps_and_not_one_for_each_chunk()
    {
        var file = Path.Combine(_folder.FullName, "history.db");
        await using var database = new SqliteHistoryDatabase(file);
        await database.CreateAsync(default);
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        await connection.OpenAsync();
        await using var fill = connection.CreateCommand();
        fill.CommandText =
            $"""
            insert into history_vehicle (partition, name) values (0, 'truck');
            with recursive i (n) as (select 0 union all select n + 1 from i where n < {Chunks - 1})
            insert into history_chunk (vehicle, start_at, end_at, points, checkpoint_at, checkpoint, data)
            select 1, at, at + {ChunkMs - 1}, 240, at + 1000, zeroblob(300), zeroblob(1100)
            from (select {Some.Start.UnixMilliseconds} + n * {ChunkMs} as at from i)
            """;
        await fill.ExecuteNonQueryAsync();
        foreach (var at in (Instant[])[Middle, new(long.MaxValue / 4)])
        {
            Assert.InRange(Steps(connection, database.CheckpointQuery, at), 1, 300);
        }

        Assert.Equal(Middle + TimeSpan.FromSeconds(1), (await database.CheckpointAsync("truck", Middle + TimeSpan.FromMinutes(1), default))!.At);
    }

    /// <summary>How many steps of its machine SQLite takes for a query.</summary>
    private static int Steps(SqliteConnection connection, string query, Instant at)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(connection.Handle, query, out var statement));
        using (statement)
        {
            raw.sqlite3_bind_text(statement, raw.sqlite3_bind_parameter_index(statement, "@name"), "truck");
            raw.sqlite3_bind_int64(statement, raw.sqlite3_bind_parameter_index(statement, "@at"), at.UnixMilliseconds);
            Assert.Equal(raw.SQLITE_ROW, raw.sqlite3_step(statement));
            return raw.sqlite3_stmt_status(statement, raw.SQLITE_STMTSTATUS_VM_STEP, 0);
        }
    }
}
