using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Storage.Migrations;
using Npgsql;

namespace HazmatTrack.Storage.Access;

internal sealed class PostgresAccess(string connectionString) : AccessDatabase
{
    private const string Channel = "hazmattrack_access";

    private readonly NpgsqlDataSource _source = PostgresSessions.Source(connectionString);

    public override string List => "unnest(@list) as list (value)";

    public override string Uses => "unnest(@ids, @used) as list (id, used)";

    public override string Timeline => DatabaseTimeline.OfPostgres;

    public override string Announce => $"notify {Channel}";

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradePostgresAsync(connectionString, cancellation);

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation);

    public override void BindList(DbCommand command, string[] texts) => command.Bind("@list", texts);

    public override void BindUses(DbCommand command, (string Id, Instant Used)[] uses)
    {
        command.Bind("@ids", Array.ConvertAll(uses, u => u.Id));
        command.Bind("@used", Array.ConvertAll(uses, u => u.Used.UnixMilliseconds));
    }

    public override async Task ListenAsync(Action signal, CancellationToken cancellation)
    {
        // Not from the pool, since a listening session cannot be reused. Keep-alive detects a dead link.
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 15 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellation);
        connection.Notification += (_, _) => signal();
        await using (var listen = connection.Command($"listen {Channel}"))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        signal();
        while (true)
        {
            await connection.WaitAsync(cancellation);
        }
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
