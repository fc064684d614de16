using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Storage.Tests.Registry;

public sealed class SqliteRegistryTests : RegistryStoreSuite, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-registry-");

    public void Dispose() => _folder.Delete(recursive: true);

    private protected override Task<RegistryStore> OpenAsync() =>
        Task.FromResult(RegistryStore.Sqlite(Path.Combine(_folder.FullName, "registry.db"), Clock));
}
