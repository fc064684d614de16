using System.Data.Common;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Sql;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.Tests.History;

public sealed class SqliteHistoryTests : HistoryStoreSuite, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("history");

    protected override int Iterations => 50;

    public void Dispose() => _folder.Delete(recursive: true);

    protected override Task<HistoryOptions> OptionsAsync() =>
        Task.FromResult(new HistoryOptions { File = Path.Combine(_folder.FullName, "history.db") });

    private protected override HistoryDatabase Database(HistoryOptions options) => new SqliteHistoryDatabase(options.File);

    protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "history.db")};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    private protected override DbConnection Connect(HistoryOptions options) => new SqliteConnection($"Data Source={options.File};Pooling=false");
}
