using System.Data.Common;

namespace HazmatTrack.Storage.Registry;

/// <summary>The parts in which the two engines differ; the statements themselves are the same on both.</summary>
internal abstract class RegistryDatabase : IAsyncDisposable
{
    /// <summary>An expression for the timeline of the database.</summary>
    public abstract string Timeline { get; }

    /// <summary>Migrates the tables to the schema of this program.</summary>
    public abstract Task UpgradeAsync(CancellationToken cancellation);

    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    /// <summary>A condition that a column is one of many texts.</summary>
    public abstract string IsAmong(string column, string parameter);

    /// <summary>The value of the parameter of <see cref="IsAmong"/>.</summary>
    public abstract object Among(string[] texts);

    public abstract ValueTask DisposeAsync();
}
