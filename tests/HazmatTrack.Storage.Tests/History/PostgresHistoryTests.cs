using System.Data.Common;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Sql;
using HazmatTrack.TestServers;
using Npgsql;

namespace HazmatTrack.Storage.Tests.History;

public sealed class PostgresHistoryTests : HistoryStoreSuite
{
    private string? _connection;

    protected override int Iterations => 20;

    protected override async Task<HistoryOptions> OptionsAsync() => new() { Postgres = _connection = await Servers.NewPostgresDatabaseAsync() };

    private protected override HistoryDatabase Database(HistoryOptions options) => new PostgresHistoryDatabase(options.Postgres!);

    protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        return connection;
    }

    private protected override DbConnection Connect(HistoryOptions options) => new NpgsqlConnection(options.Postgres);
}
