using System.Data.Common;
using System.Text.Json;
using HazmatTrack.Storage.Migrations;

namespace HazmatTrack.Storage.Subscriptions;

/// <summary>In one file: what was taken in survives a power cut.</summary>
internal sealed class SqliteSubscriptions(string file) : SubscriptionDatabase
{
    private readonly SqliteFile _file = new(file);

    public override bool WritesOneByOne => true;

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradeSqliteAsync(file, SchemaPart.Subscriptions, cancellation);

    public override Task<DbConnection> OpenAsync(CancellationToken cancellation) => _file.OpenAsync(cancellation);

    public override string Among(DbCommand command, string name, string[] texts)
    {
        command.Bind(name, JsonSerializer.Serialize(texts));
        return $"in (select value from json_each({name}))";
    }

    public override ValueTask DisposeAsync() => _file.DisposeAsync();
}
