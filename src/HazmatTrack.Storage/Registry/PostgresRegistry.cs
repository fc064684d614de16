using System.Data.Common;
using HazmatTrack.Storage.Migrations;
using Npgsql;

namespace HazmatTrack.Storage.Registry;

internal sealed class PostgresRegistry(string connectionString) : RegistryDatabase
{
    private readonly NpgsqlDataSource _source = PostgresSessions.Source(connectionString);

    public override string Timeline => DatabaseTimeline.OfPostgres;

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradePostgresAsync(connectionString, cancellation);

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation);

    public override string IsAmong(string column, string parameter) => $"{column} = any({parameter})";

    public override object Among(string[] texts) => texts;

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
