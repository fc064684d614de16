using System.Data.Common;
using HazmatTrack.Domain;

namespace HazmatTrack.Storage.Alerts;

/// <summary>What the two engines do differently; the statements themselves are the same on both.</summary>
internal abstract class AlertDatabase : IAsyncDisposable
{
    /// <summary>The index over open alerts that are more than notices.</summary>
    public const string OpenViolations = "alert_open_violation";

    /// <summary>Brings the tables to the schema of this program.</summary>
    public abstract Task UpgradeAsync(CancellationToken cancellation);

    /// <summary>The table that has the first onset of every alert by its id alone.</summary>
    public abstract string Keys { get; }

    /// <summary>Makes room for alerts of some first onsets, which is a last resort: <see cref="PrepareAsync"/> has made it.</summary>
    public virtual Task EnsureAsync(IEnumerable<Instant> firstOnsets, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Makes room for the alerts of the months to come, so that no alert has to.</summary>
    public virtual Task PrepareAsync(Instant now, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>
    /// Whether something failed only because room that was there has been removed meanwhile; from then on it is not taken to be there.
    /// </summary>
    public virtual bool HasLostRoom(Exception exception) => false;

    /// <summary>
    /// Removes alerts with their events where every alert is closed or retracted and nothing has happened since an instant. Answers how many
    /// tables or alerts went.
    /// </summary>
    public abstract Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation);

    /// <summary>Names the index that a table is read by, for an engine whose planner does not know how few rows a partial index has; else nothing.</summary>
    public abstract string ReadBy(string index);

    /// <summary>Reads the counter of events and keeps every other writer out until the transaction ends.</summary>
    public abstract string LockCounter { get; }

    /// <summary>Tells other processes, once the transaction is committed, that there are new events; null where there are none to tell.</summary>
    public abstract string? Announce { get; }

    /// <summary>How many rows go into one statement.</summary>
    public abstract int RowsPerStatement { get; }

    /// <summary>A connection for reading.</summary>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    /// <summary>Begins a transaction that may write.</summary>
    public abstract Task<AlertTransaction> BeginAsync(CancellationToken cancellation);

    /// <summary>Calls <paramref name="signal"/> whenever another process announced events, until cancelled or the connection breaks.</summary>
    public abstract Task ListenAsync(Action signal, CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A writing transaction: rolled back unless it is committed before it is disposed.</summary>
internal sealed class AlertTransaction(DbConnection connection, DbTransaction transaction, Func<ValueTask> release) : IAsyncDisposable
{
    public DbConnection Connection => connection;

    public DbTransaction Transaction => transaction;

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
