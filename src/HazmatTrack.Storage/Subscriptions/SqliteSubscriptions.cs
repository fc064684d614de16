using System.Data.Common;
using System.Text.Json;
using HazmatTrack.Storage.Migrations;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.Subscriptions;

/// <summary>One file in write-ahead mode, synced at every commit (<c>synchronous=FULL</c>): what was taken in survives a power cut.</summary>
internal sealed class SqliteSubscriptions(string file) : SubscriptionDatabase
{
    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString;

    public override bool WritesOneByOne => true;

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradeSqliteAsync(file, SchemaPart.Subscriptions, cancellation);

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            await connection.OpenAsync(cancellation);
            await using var command = connection.Command("pragma journal_mode = wal; pragma synchronous = full");
            await command.ExecuteNonQueryAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override string Among(DbCommand command, string name, string[] texts)
    {
        command.Bind(name, JsonSerializer.Serialize(texts));
        return $"in (select value from json_each({name}))";
    }

    public override ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }
}
