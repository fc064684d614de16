using System.Data.Common;

namespace HazmatTrack.Storage.Registry;

/// <summary>What the two engines do differently; the statements themselves are the same on both.</summary>
internal abstract class RegistryDatabase : IAsyncDisposable
{
    /// <summary>The type of a text that is compared byte by byte, so that both engines list numbers in the same order.</summary>
    public abstract string TextType { get; }

    /// <summary>Keeps a second process from creating the tables at the same moment, until the transaction ends.</summary>
    public abstract string LockSchema { get; }

    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}
