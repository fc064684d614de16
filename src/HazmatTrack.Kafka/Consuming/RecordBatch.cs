using Confluent.Kafka;

namespace HazmatTrack.Kafka.Consuming;

/// <summary>The records of one poll, in order within each partition. Dispose it before the next poll; spans taken from it are invalid afterwards.</summary>
internal abstract class RecordBatch : IDisposable
{
    public abstract int Count { get; }

    public abstract LogRecord this[int index] { get; }

    /// <summary>A record's timestamp, set by its producer or broker, in milliseconds since 1970; null where it has none.</summary>
    public abstract long? TimestampMs(int index);

    /// <summary>Copies a record's headers; null where it has none. For dead letters, not for the hot path.</summary>
    public abstract Headers? Headers(int index);

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    protected abstract void Release();
}
