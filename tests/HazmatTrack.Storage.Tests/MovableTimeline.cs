using HazmatTrack.TestServers;
using Npgsql;

namespace HazmatTrack.Storage.Tests;

/// <summary>
/// A database whose timeline a test moves on, as PostgreSQL does where a replica takes over: the function that names the file of the write-ahead log is the
/// test's own.
/// </summary>
internal sealed class MovableTimeline
{
    private readonly string _database;

    private MovableTimeline(string database) => _database = database;

    /// <summary>The connection string of a process: it finds the test's function before the one of PostgreSQL.</summary>
    public string Connection => new NpgsqlConnectionStringBuilder(_database) { SearchPath = "public, pg_catalog" }.ConnectionString;

    public static async Task<MovableTimeline> NewAsync()
    {
        var made = new MovableTimeline(await Servers.NewPostgresDatabaseAsync());
        await made.ExecuteAsync(
            """
            create table test_timeline (number bigint not null);
            insert into test_timeline (number) values (1);
            create function pg_walfile_name(pg_lsn) returns text language sql as
              $$ select upper(lpad(to_hex(number), 8, '0')) || repeat('0', 16) from test_timeline $$;
            """);
        return made;
    }

    /// <summary>Moves on, and changes what is stored in the same transaction.</summary>
    public Task MoveAsync(string change = "select") => ExecuteAsync($"update test_timeline set number = number + 1; {change}");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
