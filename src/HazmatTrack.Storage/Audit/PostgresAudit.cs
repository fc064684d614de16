using System.Data.Common;
using HazmatTrack.Storage.Migrations;
using Npgsql;

namespace HazmatTrack.Storage.Audit;

internal sealed class PostgresAudit(string connectionString) : AuditDatabase
{
    private const int RowsPerStatement = 200;

    private readonly NpgsqlDataSource _source = PostgresSessions.Source(connectionString);

    // The row lock is held until the transaction is visible, so records become visible in the order of their numbers. A server or a role that is set not to
    // wait for its disk waits here; one that waits for its standby keeps doing so.
    public override string LockHead =>
        """
        select sequence, at, chain, frontier, set_config(
          'synchronous_commit', case when current_setting('synchronous_commit') = 'off' then 'on' else current_setting('synchronous_commit') end, true)
        from audit_head for update
        """;

    // Its role may have no right to delete; this function has.
    public override string DeleteDropped => "select audit_delete_dropped(@most)";

    public override Task InsertAsync(AuditTransaction transaction, string into, IReadOnlyList<object[]> rows, CancellationToken cancellation) =>
        transaction.Connection.InsertAsync(transaction.Transaction, into, rows, "", RowsPerStatement, cancellation);

    public override Task UpgradeAsync(CancellationToken cancellation) => Schema.UpgradePostgresAsync(connectionString, cancellation);

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation);

    public override async Task<AuditTransaction> BeginAsync(CancellationToken cancellation)
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

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
