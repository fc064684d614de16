using System.Data.Common;

namespace HazmatTrack.Storage.Audit;

/// <summary>The parts in which the two engines differ; the statements themselves are the same on both.</summary>
internal abstract class AuditDatabase : IAsyncDisposable
{
    /// <summary>Migrates the tables to the schema of this program.</summary>
    public abstract Task UpgradeAsync(CancellationToken cancellation);

    /// <summary>Reads the head (sequence, at, chain, frontier) and blocks every other writer until the transaction ends.</summary>
    public abstract string LockHead { get; }

    /// <summary>Deletes some records that <c>audit_drop</c> covers, at most <c>@most</c>, and answers how many.</summary>
    public abstract string DeleteDropped { get; }

    /// <summary>Adds rows to a table.</summary>
    /// <param name="into">The table and its columns, such as <c>audit_vehicle (sequence, vehicle)</c>.</param>
    /// <param name="rows">The values in order of the columns; none null.</param>
    public abstract Task InsertAsync(AuditTransaction transaction, string into, IReadOnlyList<object[]> rows, CancellationToken cancellation);

    /// <summary>A connection for reading.</summary>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    /// <summary>Begins a write transaction.</summary>
    public abstract Task<AuditTransaction> BeginAsync(CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A write transaction: rolled back unless it is committed before it is disposed.</summary>
internal sealed class AuditTransaction(DbConnection connection, DbTransaction transaction, Func<ValueTask> release) : IAsyncDisposable
{
    public DbConnection Connection => connection;

    public DbTransaction Transaction => transaction;

    public DbCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> values) => connection.Command(transaction, sql, values);

    public Task CommitAsync(CancellationToken cancellation) => transaction.CommitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            await release();
        }
    }
}
