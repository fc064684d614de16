using HazmatTrack.Storage.Subscriptions;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.Tests.Subscriptions;

public sealed class SqliteSubscriptionStoreTests : SubscriptionStoreSuite, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-subscriptions-");

    private string File => Path.Combine(_folder.FullName, "subscriptions.db");

    public void Dispose() => _folder.Delete(recursive: true);

    private protected override Task<SubscriptionStore> OpenAsync() => SubscriptionStore.OpenSqliteAsync(File, Clock, default);

    private protected override async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of the suite.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
