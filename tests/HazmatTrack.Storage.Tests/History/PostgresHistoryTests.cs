using System.Data.Common;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Sql;
using HazmatTrack.TestServers;
using Npgsql;

namespace HazmatTrack.Storage.Tests.History;

public sealed class PostgresHistoryTests : HistoryStoreSuite
{
    protected override int Iterations => 60;

    protected override async Task<HistoryOptions> OptionsAsync() => new() { Postgres = await Servers.NewPostgresDatabaseAsync() };

    private protected override HistoryDatabase Database(HistoryOptions options) => new PostgresHistoryDatabase(options.Postgres!);

    private protected override DbConnection Connect(HistoryOptions options) => new NpgsqlConnection(options.Postgres);
}
