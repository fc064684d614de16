using HazmatTrack.Domain.Documents;
using HazmatTrack.Storage.Registry;
using HazmatTrack.TestServers;
using Npgsql;

namespace HazmatTrack.Storage.Tests.Registry;

public sealed class PostgresRegistryTests : RegistryStoreSuite
{
    private string? _database;

    private protected override async Task<RegistryStore> OpenAsync(DocumentCatalog? kinds = null)
    {
        _database ??= await Servers.NewPostgresDatabaseAsync();
        return RegistryStore.Postgres(_database, Clock, kinds);
    }

    private protected override async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of the suite.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
