using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.TestServers;
using Npgsql;

namespace HazmatTrack.Storage.Tests.Subscriptions;

public sealed class PostgresSubscriptionStoreTests : SubscriptionStoreSuite
{
    private string? _database;

    private protected override async Task<SubscriptionStore> OpenAsync()
    {
        _database ??= await Servers.NewPostgresDatabaseAsync();
        return await SubscriptionStore.OpenPostgresAsync(_database, Clock, default);
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
