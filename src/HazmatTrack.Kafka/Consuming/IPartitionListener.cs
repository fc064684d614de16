namespace HazmatTrack.Kafka.Consuming;

/// <summary>
/// Whoever works on the partitions a consumer owns. Called on the polling thread from within <see cref="BatchConsumer.Poll"/>, so
/// in order with the batches: what was polled before a call belongs to the time before it, and the batch that the poll returns
/// afterwards holds no record of a partition that was taken away.
/// </summary>
internal interface IPartitionListener
{
    /// <summary>Partitions came; reading starts where their last owner committed.</summary>
    void Assigned(IReadOnlyList<int> partitions);

    /// <summary>
    /// Partitions are to go. They are still owned until this returns: finish what is in flight, commit it, then return (before the
    /// poll interval of five minutes ends).
    /// </summary>
    void Revoked(IReadOnlyList<int> partitions);

    /// <summary>Partitions are gone already, and may have a new owner: commits for them fail. Drop what is in flight.</summary>
    void Lost(IReadOnlyList<int> partitions);

    /// <summary>Offsets between two records that were never delivered: dropped unread, or markers of transactions.</summary>
    void Skipped(long offsets)
    {
    }

    /// <summary>The brokers refused a commit, since the partitions were moving.</summary>
    void CommitRefused()
    {
    }
}
