using System.Data.Common;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Storage.Migrations;

namespace HazmatTrack.Storage.Access;

/// <summary>In one file: a key that was reported as revoked stays so after a power cut.</summary>
internal sealed class SqliteAccess(string file) : AccessDatabase
{
    private readonly SqliteFile _file = new(file);

    public override string List => "json_each(@list) as list";

    public override string Uses => "(select json_extract(value, '$[0]') as id, json_extract(value, '$[1]') as used from json_each(@list)) as list";

    public override string Timeline => DatabaseTimeline.OfSqlite;

    public override string? Announce => null;

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradeSqliteAsync(file, SchemaPart.Access, cancellation);

    public override Task<DbConnection> OpenAsync(CancellationToken cancellation) => _file.OpenAsync(cancellation);

    public override void BindList(DbCommand command, string[] texts) => command.Bind("@list", JsonSerializer.Serialize(texts));

    public override void BindUses(DbCommand command, (string Id, Instant Used)[] uses) =>
        command.Bind("@list", JsonSerializer.Serialize(Array.ConvertAll(uses, object[] (u) => [u.Id, u.Used.UnixMilliseconds])));

    /// <summary>SQLite has no other process to listen to; changes of this one are signalled by the store.</summary>
    public override Task ListenAsync(Action signal, CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation);

    public override ValueTask DisposeAsync() => _file.DisposeAsync();
}
