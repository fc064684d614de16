namespace HazmatTrack.Kafka.Consuming;

/// <summary>
/// Receives the changes of the partitions that a consumer owns. Called on the polling thread from within <see cref="BatchConsumer.Poll"/>, so in order with
/// the batches: records polled before a call belong to the time before it, and the batch that the poll returns afterwards contains no record of a partition
/// that was revoked.
/// </summary>
internal interface IPartitionListener
{
    /// <summary>Partitions are assigned; reading starts where their last owner committed.</summary>
    void Assigned(IReadOnlyList<int> partitions);

    /// <summary>
    /// Partitions are about to be revoked. They are still owned until this returns: finish what is in flight, commit it, then return (before the poll
    /// interval of five minutes ends).
    /// </summary>
    void Revoked(IReadOnlyList<int> partitions);

    /// <summary>Partitions are already lost, and may have a new owner: commits for them fail. Drop what is in flight.</summary>
    void Lost(IReadOnlyList<int> partitions);

    /// <summary>Offsets between two records were never delivered: the records were dropped unread, or are transaction markers.</summary>
    void Skipped(long offsets)
    {
    }

    /// <summary>The brokers refused a commit because the partitions were moving.</summary>
    void CommitRefused()
    {
    }
}
