namespace HazmatTrack.Storage.History.Open;

/// <summary>Limits the memory of late points over all partitions of a store: beyond it they are merged into chunks as they arrive.</summary>
internal sealed class LateBudget(long most = LateBudget.Default)
{
    /// <summary>Bytes: the late hour of 50,000 vehicles that report every 30 seconds.</summary>
    public const long Default = 256L << 20;

    private long _used;

    public bool IsSpent => Volatile.Read(ref _used) > most;

    /// <summary>Counts memory that is taken, or released where negative.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _used, bytes);
}
