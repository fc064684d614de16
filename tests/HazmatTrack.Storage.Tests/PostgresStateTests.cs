using HazmatTrack.TestServers;
using Npgsql;

namespace HazmatTrack.Storage.Tests;

/// <summary>What PostgreSQL says of a database: its size, and how its log is archived.</summary>
public sealed class PostgresStateTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_size_grows_by_what_is_stored()
    {
        var database = await Servers.NewPostgresDatabaseAsync();
        var before = await PostgresState.ReadAsync(database, Stop);
        await AskAsync(database, "create table filler as select repeat('x', 1000) as text from generate_series(1, 5000)");
        var after = await PostgresState.ReadAsync(database, Stop);
        Assert.InRange(after.Bytes - before.Bytes, 5_000_000, 8_000_000);
    }

    [Fact]
    public async Task Of_archiving_is_said_only_where_the_server_archives()
    {
        var database = await Servers.NewPostgresDatabaseAsync();
        var archives = (string)(await AskAsync(database, "show archive_mode"))! != "off";
        var state = await PostgresState.ReadAsync(database, Stop);
        Assert.Equal(archives, state.Archive is not null);
    }

    [Fact]
    public async Task A_role_without_any_right_may_ask()
    {
        var role = "hazmat_" + Guid.NewGuid().ToString("N");
        var database = await Servers.NewPostgresDatabaseAsync();
        await AskAsync(database, $"create role {role} login password 'p'");
        try
        {
            var restricted = new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "p" }.ConnectionString;
            Assert.InRange((await PostgresState.ReadAsync(restricted, Stop)).Bytes, 1, long.MaxValue);
        }
        finally
        {
            await AskAsync(database, $"drop role {role}");
        }
    }

    private static async Task<object?> AskAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Stop);
    }
}
