using System.Data.Common;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Storage.Migrations;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.Access;

/// <summary>
/// One file in write-ahead mode, synced at every commit (<c>synchronous=FULL</c>): a key that was reported as revoked stays so after a power cut. Writers wait
/// for each other.
/// </summary>
internal sealed class SqliteAccess(string file) : AccessDatabase
{
    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString;

    public override string List => "json_each(@list) as list";

    public override string Uses => "(select json_extract(value, '$[0]') as id, json_extract(value, '$[1]') as used from json_each(@list)) as list";

    public override string? Announce => null;

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradeSqliteAsync(file, SchemaPart.Access, cancellation);

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

    public override void BindList(DbCommand command, string[] texts) => command.Bind("@list", JsonSerializer.Serialize(texts));

    public override void BindUses(DbCommand command, (string Id, Instant Used)[] uses) =>
        command.Bind("@list", JsonSerializer.Serialize(Array.ConvertAll(uses, object[] (u) => [u.Id, u.Used.UnixMilliseconds])));

    /// <summary>SQLite has no other process to listen to; changes of this one are signalled by the store.</summary>
    public override Task ListenAsync(Action signal, CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation);

    public override ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }
}
