using HazmatTrack.Storage.Alerts;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.Tests.Alerts;

public sealed class SqliteAlertStoreTests : AlertStoreTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-alerts-");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    protected override Task<AlertStore> OpenAsync() => AlertStore.OpenSqliteAsync(Path.Combine(_folder.FullName, "alerts.db"), default);

    protected override Task<AlertStore> OpenEmptyAsync() =>
        AlertStore.OpenSqliteAsync(Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.db"), default);

    protected override async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "alerts.db")};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of the suite.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
