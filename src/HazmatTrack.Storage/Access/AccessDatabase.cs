using System.Data.Common;
using HazmatTrack.Domain;

namespace HazmatTrack.Storage.Access;

/// <summary>The parts in which the two engines differ; the statements themselves are the same on both.</summary>
internal abstract class AccessDatabase : IAsyncDisposable
{
    /// <summary>The table <c>list (value)</c> of the texts of parameter <c>@list</c>.</summary>
    public abstract string List { get; }

    /// <summary>The table <c>list (id, used)</c> of the uses that <see cref="BindUses"/> binds.</summary>
    public abstract string Uses { get; }

    /// <summary>An expression for the timeline of the database.</summary>
    public abstract string Timeline { get; }

    /// <summary>The statement that wakes the listeners of other processes when the transaction commits; null where there are none.</summary>
    public abstract string? Announce { get; }

    /// <summary>Migrates the tables to the schema of this program.</summary>
    public abstract Task UpgradeAsync(CancellationToken cancellation);

    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    /// <summary>Binds the texts of <see cref="List"/>.</summary>
    public abstract void BindList(DbCommand command, string[] texts);

    /// <summary>Binds ids, each with the instant of its last use.</summary>
    public abstract void BindUses(DbCommand command, (string Id, Instant Used)[] uses);

    /// <summary>Calls the signal after each change of any process, until it is cancelled or the connection is lost.</summary>
    public abstract Task ListenAsync(Action signal, CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}
