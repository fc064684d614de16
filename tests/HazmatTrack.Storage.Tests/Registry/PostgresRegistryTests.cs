using HazmatTrack.Storage.Registry;
using HazmatTrack.TestServers;

namespace HazmatTrack.Storage.Tests.Registry;

public sealed class PostgresRegistryTests : RegistryStoreSuite
{
    private string? _database;

    private protected override async Task<RegistryStore> OpenAsync()
    {
        _database ??= await Servers.NewPostgresDatabaseAsync();
        return RegistryStore.Postgres(_database, Clock);
    }
}
