using System.Data.Common;
using System.Text.Json;
using HazmatTrack.Storage.Migrations;

namespace HazmatTrack.Storage.Registry;

/// <summary>In one file: an acknowledged filing survives a power cut.</summary>
internal sealed class SqliteRegistry(string file) : RegistryDatabase
{
    private readonly SqliteFile _file = new(file);

    public override string Timeline => DatabaseTimeline.OfSqlite;

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradeSqliteAsync(file, SchemaPart.Registry, cancellation);

    public override Task<DbConnection> OpenAsync(CancellationToken cancellation) => _file.OpenAsync(cancellation);

    public override string IsAmong(string column, string parameter) => $"{column} in (select value from json_each({parameter}))";

    public override object Among(string[] texts) => JsonSerializer.Serialize(texts);

    public override ValueTask DisposeAsync() => _file.DisposeAsync();
}
