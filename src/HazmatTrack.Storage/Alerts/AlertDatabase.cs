using System.Data.Common;
using HazmatTrack.Domain;

namespace HazmatTrack.Storage.Alerts;

/// <summary>The parts in which the two engines differ; the statements themselves are the same on both.</summary>
internal abstract class AlertDatabase : IAsyncDisposable
{
    /// <summary>The index over open alerts that are graver than notices.</summary>
    public const string OpenViolations = "alert_open_violation";

    /// <summary>Migrates the tables to the schema of this program.</summary>
    public abstract Task UpgradeAsync(CancellationToken cancellation);

    /// <summary>The table that maps the id of every alert to its first onset.</summary>
    public abstract string Keys { get; }

    /// <summary>Creates the tables for alerts of some first onsets; a last resort, since <see cref="PrepareAsync"/> has created them.</summary>
    public virtual Task EnsureAsync(IEnumerable<Instant> firstOnsets, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Creates the tables for the alerts of the coming months, so that no alert waits for one.</summary>
    public virtual Task PrepareAsync(Instant now, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>
    /// Whether an operation failed only because a table was removed meanwhile; from then on the table is not assumed to exist.
    /// </summary>
    public virtual bool HasLostRoom(Exception exception) => false;

    /// <summary>
    /// Removes alerts with their events where every alert is closed or retracted and nothing has happened since an instant. Returns how many
    /// tables or alerts were removed.
    /// </summary>
    public abstract Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation);

    /// <summary>Names the index for reading a table, for an engine whose planner does not know how few rows a partial index has; otherwise empty.</summary>
    public abstract string ReadBy(string index);

    /// <summary>Binds texts, and returns the condition that a column is one of them: the statement is the same for any number.</summary>
    public abstract string AmongTexts(DbCommand command, string name, string[] texts);

    /// <summary>
    /// Reads the event counter, the timeline of the database when numbers were given last (0 for never) and the present one (0 where there are none), and
    /// blocks every other writer until the transaction ends.
    /// </summary>
    public abstract string LockCounter { get; }

    /// <summary>Notifies other processes of new events once the transaction is committed; null where there are no other processes.</summary>
    public abstract string? Announce { get; }

    /// <summary>The number of rows in one statement.</summary>
    public abstract int RowsPerStatement { get; }

    /// <summary>A connection for reading.</summary>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    /// <summary>Begins a write transaction.</summary>
    public abstract Task<AlertTransaction> BeginAsync(CancellationToken cancellation);

    /// <summary>Calls <paramref name="signal"/> whenever another process announced events, until cancelled or the connection breaks.</summary>
    public abstract Task ListenAsync(Action signal, CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A write transaction: rolled back unless it is committed before it is disposed.</summary>
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
