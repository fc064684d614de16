using HazmatTrack.Storage.Alerts;

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
}
