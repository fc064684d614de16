using HazmatTrack.Storage.Access;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.Tests.Access;

public sealed class SqliteAccessTests : AccessStoreSuite, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-access-");

    private string File => Path.Combine(_folder.FullName, "access.db");

    public void Dispose() => _folder.Delete(recursive: true);

    private protected override Task<AccessStore> OpenAsync() => Task.FromResult(AccessStore.Sqlite(File, Clock));

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
