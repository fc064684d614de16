using HazmatTrack.Domain;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>How far storing lies behind the log, in time.</summary>
internal sealed partial class PartitionSession
{
    private long _storedReceipt = long.MinValue;
    private Instant? _firstLook;
    private Instant? _wholeAt;

    /// <summary>Records when the newest report of the batch that was stored last had been received. Called by the sinks.</summary>
    public void StoredUpTo(Instant receipt) => Volatile.Write(ref _storedReceipt, receipt.UnixMilliseconds);

    /// <summary>
    /// How long the oldest record that is not stored has waited at most: it came after the newest that is stored, and after the last look that found all
    /// stored. Where neither is known yet, the time since the first look. Used by the reading thread only.
    /// </summary>
    /// <param name="waiting">How many records are not stored.</param>
    /// <param name="now">When the brokers were asked for the end of the log.</param>
    public TimeSpan Waits(long waiting, Instant now)
    {
        _firstLook ??= now;
        if (waiting == 0)
        {
            _wholeAt = now;
            return TimeSpan.Zero;
        }

        var stored = Volatile.Read(ref _storedReceipt);
        Instant? newest = stored == long.MinValue ? null : new Instant(stored);
        var since = newest is null || _wholeAt > newest ? _wholeAt ?? _firstLook.Value : newest.Value;
        return since >= now ? TimeSpan.Zero : now - since;
    }
}
