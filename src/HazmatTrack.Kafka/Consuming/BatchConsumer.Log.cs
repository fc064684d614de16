namespace HazmatTrack.Kafka.Consuming;

internal sealed partial class BatchConsumer
{
    [LoggerMessage(LogLevel.Information, "Partitions {Partitions} of positions were assigned to this silo (rebalance).")]
    private partial void LogAssigned(string partitions);

    [LoggerMessage(LogLevel.Information, "Partitions {Partitions} of positions are revoked (rebalance): what is in flight is finished and committed first.")]
    private partial void LogRevoked(string partitions);

    [LoggerMessage(LogLevel.Warning, "Partitions {Partitions} of positions were lost (rebalance): what is in flight for them is dropped and read again by their next owner.")]
    private partial void LogLost(string partitions);

    [LoggerMessage(LogLevel.Debug, "{Client}: {Line}")]
    private partial void LogClient(string client, string line);

    [LoggerMessage(LogLevel.Warning, "Reading record by record, at about a third of the speed: {WhyNot}.")]
    private partial void LogFallback(string whyNot);

    [LoggerMessage(LogLevel.Error, "{Skipped} offsets of positions were never delivered (last in partition {Partition}): the broker dropped records before they were read, "
        + "or they were transaction markers. With the embedded broker the reader is too slow for the senders: it keeps 5 MiB in each partition.")]
    private partial void LogSkipped(long skipped, int partition);
}
