using Confluent.Kafka;

namespace HazmatTrack.Kafka.Consuming;

/// <summary>A batch of Confluent.Kafka's own results: about three times the cost, for use where the native queue is not accessible.</summary>
internal sealed class ManagedRecordBatch : RecordBatch
{
    private readonly List<ConsumeResult<byte[], byte[]>> _results = [];

    public override int Count => _results.Count;

    public override LogRecord this[int index]
    {
        get
        {
            var result = _results[index];
            return new()
            {
                Partition = result.Partition.Value,
                Offset = result.Offset.Value,
                Key = result.Message.Key,
                HasKey = result.Message.Key is not null,
                Value = result.Message.Value,
                HasValue = result.Message.Value is not null,
                TimestampMs = result.Message.Timestamp.Type == TimestampType.NotAvailable ? 0 : result.Message.Timestamp.UnixTimestampMs,
            };
        }
    }

    public void Add(ConsumeResult<byte[], byte[]> result) => _results.Add(result);

    /// <summary>Removes the records of partitions that were revoked while the batch was being filled.</summary>
    public void Drop(IReadOnlyCollection<int> partitions) => _results.RemoveAll(r => partitions.Contains(r.Partition.Value));

    public override long? TimestampMs(int index)
    {
        var time = _results[index].Message.Timestamp;
        return time.Type == TimestampType.NotAvailable ? null : time.UnixTimestampMs;
    }

    public override Headers? Headers(int index) => _results[index].Message.Headers is { Count: > 0 } headers ? headers : null;

    protected override void Release() => _results.Clear();
}
