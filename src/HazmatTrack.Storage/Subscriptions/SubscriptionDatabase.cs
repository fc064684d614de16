using System.Data.Common;

namespace HazmatTrack.Storage.Subscriptions;

/// <summary>The parts in which the two engines differ; the statements themselves are the same on both.</summary>
internal abstract class SubscriptionDatabase : IAsyncDisposable
{
    /// <summary>Migrates the tables to the schema of this program.</summary>
    public abstract Task UpgradeAsync(CancellationToken cancellation);

    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    /// <summary>Binds texts, and returns the condition that a column is one of them.</summary>
    public abstract string Among(DbCommand command, string name, string[] texts);

    /// <summary>Whether one writer waits for another within the process, rather than in the engine.</summary>
    public abstract bool WritesOneByOne { get; }

    public abstract ValueTask DisposeAsync();
}
