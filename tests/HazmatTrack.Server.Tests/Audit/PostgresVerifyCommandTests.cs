using System.Data.Common;
using HazmatTrack.Storage.Audit;
using HazmatTrack.TestServers;
using Npgsql;

namespace HazmatTrack.Server.Tests.Audit;

public sealed class PostgresVerifyCommandTests : VerifyCommandSuite
{
    private string? _database;

    private protected override string Setting => $"--Postgres:ConnectionString={_database}";

    private protected override string Bytes => "bytea";

    private protected override async Task<AuditStore> OpenAsync(TimeProvider clock) =>
        await AuditStore.OpenPostgresAsync(_database ??= await Servers.NewPostgresDatabaseAsync(), clock, default);

    private protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        return connection;
    }
}
