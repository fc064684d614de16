using HazmatTrack.Domain.Documents;
using HazmatTrack.Storage.Registry;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.Tests.Registry;

public sealed class SqliteRegistryTests : RegistryStoreSuite, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-registry-");

    public void Dispose() => _folder.Delete(recursive: true);

    private protected override Task<RegistryStore> OpenAsync(DocumentCatalog? kinds = null) =>
        Task.FromResult(RegistryStore.Sqlite(Path.Combine(_folder.FullName, "registry.db"), Clock, kinds));

    private protected override async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "registry.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of the suite.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
