using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Storage.DeadLetters;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.Log;
using HazmatTrack.Storage.Migrations;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Storage.Subscriptions;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.Tests.Migrations;

public sealed class SqliteEarlierDatabaseTests : EarlierDatabaseSuite, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-earlier-");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override async Task CreateVersion1Async()
    {
        // That version had neither an audit record nor files for access, subscriptions and dead letters.
        foreach (var part in Enum.GetValues<SchemaPart>().Except([SchemaPart.Audit, SchemaPart.Access, SchemaPart.Subscriptions, SchemaPart.DeadLetters]))
        {
            await ExecuteAsync(part, Version1(part.ToString().ToLowerInvariant() + ".sqlite.sql"));
        }
    }

    protected override async Task<Stores> OpenAsync()
    {
        // The registry, access and letters first: where they are refused, nothing is left open.
        var registry = RegistryStore.Sqlite(FileOf(SchemaPart.Registry), TimeProvider.System);
        await registry.UpgradeAsync(default);
        var access = AccessStore.Sqlite(FileOf(SchemaPart.Access), TimeProvider.System);
        await access.UpgradeAsync(default);
        var letters = DeadLetterStore.Sqlite(FileOf(SchemaPart.DeadLetters), TimeProvider.System);
        await letters.UpgradeAsync(default);
        var subscriptions = await SubscriptionStore.OpenSqliteAsync(FileOf(SchemaPart.Subscriptions), TimeProvider.System, default);
        var alerts = await AlertStore.OpenSqliteAsync(FileOf(SchemaPart.Alerts), default);
        var audit = await AuditStore.OpenSqliteAsync(FileOf(SchemaPart.Audit), TimeProvider.System, default);
        var history = await HistoryStore.OpenAsync(new() { File = FileOf(SchemaPart.History) }, TimeProvider.System, default);
        return new(history, alerts, registry, audit, access, subscriptions, letters);
    }

    protected override Task<long> IncarnationAsync(string log) => LogIncarnations.IncarnationAsync(null, FileOf(SchemaPart.Logs), log, default);

    private protected override async Task<object?> ExecuteAsync(SchemaPart part, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={FileOf(part)};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    private string FileOf(SchemaPart part) => Path.Combine(_folder.FullName, $"{part}.db");
}
