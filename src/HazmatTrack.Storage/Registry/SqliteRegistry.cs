using System.Data.Common;
using System.Text.Json;
using HazmatTrack.Storage.Migrations;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.Registry;

/// <summary>
/// One file in write-ahead mode, synced at every commit (<c>synchronous=FULL</c>, SQLite's default): an acknowledged filing
/// survives a power cut. Writers wait for each other.
/// </summary>
internal sealed class SqliteRegistry(string file) : RegistryDatabase
{
    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString;

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradeSqliteAsync(file, SchemaPart.Registry, cancellation);

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

    public override string IsAmong(string column, string parameter) => $"{column} in (select value from json_each({parameter}))";

    public override object Among(string[] texts) => JsonSerializer.Serialize(texts);

    public override ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }
}
