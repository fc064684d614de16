using System.Data.Common;
using HazmatTrack.Storage.Migrations;
using Npgsql;

namespace HazmatTrack.Storage.Alerts;

internal sealed class PostgresAlerts(string connectionString) : AlertDatabase
{
    private const string Channel = "hazmattrack_alerts";

    private readonly NpgsqlDataSource _source = PostgresSessions.Source(connectionString);

    public override string ReadBy(string index) => "";

    // The row lock is held until the transaction is visible, so events become visible in the order of their numbers.
    public override string LockCounter => "select last from alert_counter for update";

    public override string? Announce => $"notify {Channel}";

    // Each statement is a round trip.
    public override int RowsPerStatement => 200;

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradePostgresAsync(connectionString, cancellation);

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation);

    public override async Task<AlertTransaction> BeginAsync(CancellationToken cancellation)
    {
        var connection = await _source.OpenConnectionAsync(cancellation);
        try
        {
            return new(connection, await connection.BeginTransactionAsync(cancellation), connection.DisposeAsync);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async Task ListenAsync(Action signal, CancellationToken cancellation)
    {
        // Not from the pool: a session that listens is no use to anybody else. Kept alive, so that a dead link is noticed.
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 15 };
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(cancellation);
        connection.Notification += (_, _) => signal();
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
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
