using HazmatTrack.Storage.DeadLetters;

namespace HazmatTrack.Storage.Tests.DeadLetters;

public sealed class SqliteDeadLetterTests : DeadLetterStoreSuite, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-letters-");

    public void Dispose() => _folder.Delete(recursive: true);

    private protected override Task<DeadLetterStore> OpenAsync() =>
        Task.FromResult(DeadLetterStore.Sqlite(Path.Combine(_folder.FullName, "dead-letters.db"), Clock));
}
