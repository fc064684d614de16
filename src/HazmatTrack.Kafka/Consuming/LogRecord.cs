namespace HazmatTrack.Kafka.Consuming;

/// <summary>One record of a batch, in the consumer's own memory: valid until the batch is disposed.</summary>
internal readonly ref struct LogRecord
{
    public required int Partition { get; init; }

    public required long Offset { get; init; }

    /// <summary>The key; empty where the record has none.</summary>
    public required ReadOnlySpan<byte> Key { get; init; }

    /// <summary>Whether the record has a key, which may be empty.</summary>
    public required bool HasKey { get; init; }

    /// <summary>The value; empty for a tombstone.</summary>
    public required ReadOnlySpan<byte> Value { get; init; }

    /// <summary>Whether the record has a value, which may be empty.</summary>
    public required bool HasValue { get; init; }

    /// <summary>The record's timestamp, set by its producer or broker, in milliseconds since 1970; 0 or less where it has none.</summary>
    public long TimestampMs { get; init; }
}
