using HazmatTrack.Storage.DeadLetters;
using HazmatTrack.TestServers;

namespace HazmatTrack.Storage.Tests.DeadLetters;

public sealed class PostgresDeadLetterTests : DeadLetterStoreSuite
{
    private string? _database;

    private protected override async Task<DeadLetterStore> OpenAsync()
    {
        _database ??= await Servers.NewPostgresDatabaseAsync();
        return DeadLetterStore.Postgres(_database, Clock);
    }
}
