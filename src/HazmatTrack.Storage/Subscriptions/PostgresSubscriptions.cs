using System.Data.Common;
using HazmatTrack.Storage.Migrations;
using Npgsql;

namespace HazmatTrack.Storage.Subscriptions;

internal sealed class PostgresSubscriptions(string connectionString) : SubscriptionDatabase
{
    private readonly NpgsqlDataSource _source = PostgresSessions.Source(connectionString);

    public override bool WritesOneByOne => false;

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradePostgresAsync(connectionString, cancellation);

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation);

    public override string Among(DbCommand command, string name, string[] texts)
    {
        command.Bind(name, texts);
        return $"= any({name})";
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
