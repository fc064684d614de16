namespace HazmatTrack.Kafka.Consuming;

/// <summary>One record of a batch, in the consumer's own memory: valid until the batch is released.</summary>
internal readonly ref struct LogRecord
{
    public required int Partition { get; init; }

    public required long Offset { get; init; }

    /// <summary>Empty where the record has none.</summary>
    public required ReadOnlySpan<byte> Key { get; init; }

    /// <summary>Whether the record has a key at all, if only an empty one.</summary>
    public required bool HasKey { get; init; }

    /// <summary>Empty for a tombstone.</summary>
    public required ReadOnlySpan<byte> Value { get; init; }

    /// <summary>Whether the record has a value at all, if only an empty one.</summary>
    public required bool HasValue { get; init; }

    /// <summary>The record's own time, of its producer or its broker, milliseconds since 1970; 0 or less where it has none.</summary>
    public long TimestampMs { get; init; }
}
