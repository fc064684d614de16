using Confluent.Kafka;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Tracker.Sessions;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Tracker.Reading;

/// <summary>
/// Forwards records from a partition that their key does not hash to, to their own, so that a vehicle has one owner for any partitioner that its senders use.
/// The copies of a partition are produced in the order in which they were read, by an idempotent producer that is created for the first of them. A batch may
/// be committed once <see cref="FlushAsync"/> completes. One instance for each reading, used by its thread.
/// </summary>
/// <param name="kafka">The settings for reaching the cluster.</param>
/// <param name="partitions">The number of partitions that this silo knows of.</param>
/// <param name="metrics">Counts the records forwarded.</param>
/// <param name="clock">Clock for the pace of the log.</param>
/// <param name="log">Receives a message at intervals, with an example.</param>
/// <param name="queue">How many copies the client holds.</param>
internal sealed partial class RecordForwarder(
    KafkaOptions kafka, string topic, int partitions, IngestMetrics metrics, TimeProvider clock, ILogger log, int queue = RecordForwarder.Queue) : IDisposable
{
    private const int MostBytes = 8 * 1024 * 1024;
    private const int Queue = 500_000;

    // Copies that the client's queue has no room for, in order.
    private readonly Queue<Copy> _waiting = [];

    private readonly int[] _misrouted = new int[partitions];
    private readonly LogPace _pace = new(clock, TimeSpan.FromMinutes(1));
    private readonly LogPace _stalePace = new(clock, TimeSpan.FromMinutes(1));
    private readonly ClientErrors _errors = new(log, "Sending misrouted positions on", clock);
    private IProducer<byte[], byte[]>? _producer;
    private Deliveries? _open;
    private (VehicleId Vehicle, int Partition) _example;
    private volatile bool _isClosed;

    /// <summary>Whether a record is in the partition of its vehicle, as far as its partition shows: a cheap check, for every record.</summary>
    public bool IsAtHome(int partition, VehicleKeyEntry vehicle) => vehicle.HomeIn(partitions) == partition;

    /// <summary>Partitions with records that the client's queue has no room for: no more of them is to be read.</summary>
    public IReadOnlyCollection<int> Full => _waiting.Count == 0 ? [] : _waiting.Select(c => c.From).ToHashSet();

    /// <summary>Sends waiting copies, as far as the client's queue has room again.</summary>
    public void Drain()
    {
        while (_waiting.TryPeek(out var copy) && TryProduce(copy))
        {
            _waiting.Dequeue();
        }
    }

    /// <summary>
    /// Forwards a record that is in a wrong partition, and counts it unless it is read again. Does not block. Returns false where the record must stay: this
    /// silo knows of too few partitions to decide.
    /// </summary>
    public bool TrySend(in LogRecord record, long? timestampMs, Headers? original, VehicleKeyEntry vehicle, bool isCounted = true)
    {
        if (record.Partition >= partitions)
        {
            if (_stalePace.IsTime(1, out _))
            {
                LogStale(topic, record.Partition, partitions);
            }

            return false;
        }

        if (ForwardedFrom.IsByMore(original, record.Partition, vehicle, partitions))
        {
            return false;
        }

        var headers = new Headers();
        foreach (var header in original ?? [])
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        var own = headers.Count;
        ForwardedFrom.Add(headers, topic, record.Partition, record.Offset, partitions);
        var message = new Message<byte[], byte[]>
        {
            // The key in the usual spelling of the vehicle: an odd spelling would hash to another partition.
            Key = vehicle.Key.ToArray(),
            Value = record.Value.ToArray(),
            Headers = headers,
            Timestamp = timestampMs is { } time ? new(time, TimestampType.CreateTime) : Timestamp.Default,
        };
        _open ??= new();
        _open.Enter();
        Produce(new(message, new TopicPartition(topic, vehicle.HomeIn(partitions)), record.Partition, own, _open));
        _misrouted[record.Partition] += isCounted ? 1 : 0;
        _example = (vehicle.Id, record.Partition);
        return true;
    }

    /// <summary>Ends the batch: completes when the brokers have every copy sent since the last call.</summary>
    /// <returns>Fails where the brokers permanently refuse one copy, and with it all copies sent after it: the records must be read again.</returns>
    public Task FlushAsync()
    {
        if (_open is not { } batch)
        {
            return Task.CompletedTask;
        }

        _open = null;
        batch.Leave();
        ReportForwarded();
        return batch.Delivered;
    }

    public void Dispose()
    {
        _isClosed = true;
        _producer?.Dispose();
    }

    private ProducerConfig Config() => new()
    {
        // Delivers in order, and each copy once, for as long as the producer lives.
        EnableIdempotence = true,
        Acks = Acks.All,
        LingerMs = 5,
        CompressionType = CompressionType.Lz4,

        // The broker decides what is too large; small requests, since a topic may take less than the client's own megabyte.
        MessageMaxBytes = MostBytes,
        BatchSize = 64 * 1024,
        QueueBufferingMaxMessages = queue,

        // Retries until the copy is delivered.
        MessageTimeoutMs = 0,
    };

    private void ReportForwarded()
    {
        var sum = 0;
        for (var partition = 0; partition < _misrouted.Length; partition++)
        {
            if (_misrouted[partition] > 0)
            {
                metrics.Misrouted(partition, _misrouted[partition]);
                sum += _misrouted[partition];
                _misrouted[partition] = 0;
            }
        }

        if (sum > 0 && _pace.IsTime(sum, out var count))
        {
            LogMisrouted(count, topic, _example.Vehicle, _example.Partition, partitions);
        }
    }

    private void Produce(Copy copy)
    {
        _producer ??= new ProducerBuilder<byte[], byte[]>(kafka.Apply(Config()))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, error) => _errors.Add(error)).Build();
        if (_waiting.Count > 0 || !TryProduce(copy))
        {
            _waiting.Enqueue(copy);
        }
    }

    /// <summary>Returns false where the client's queue has no room: it empties as the brokers accept copies.</summary>
    private bool TryProduce(Copy copy)
    {
        try
        {
            _producer!.Produce(copy.To, copy.Message, report => OnDelivery(report, copy));
            return true;
        }
        catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    private void OnDelivery(DeliveryReport<byte[], byte[]> report, Copy copy)
    {
        if (!report.Error.IsError)
        {
            copy.Batch.Leave();
        }
        else if (!_isClosed)
        {
            // A copy that the brokers accept only in another shape follows those sent after it: it is late, as a report may be.
            if (!copy.TryReshape(report.Error.Code))
            {
                copy.Batch.Fail(new InvalidOperationException(
                    $"Records in a wrong partition cannot be sent on to topic {topic}: {report.Error.Reason} ({report.Error.Code}). This program must be able to write to it."));
                return;
            }

            try
            {
                _producer!.Produce(copy.To, copy.Message, again => OnDelivery(again, copy));
            }
            catch (Exception e)
            {
                copy.Batch.Fail(e);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Records of {Topic} were in a partition that their key does not hash to: {Count} since the last such line, as {Vehicle} in partition {Partition} of {Partitions}. "
        + "They are sent on to their own, which costs time and makes them late. Have their producer partition by murmur2 of the key, as Java's clients do "
        + "(librdkafka, kcat, Python, .NET: partitioner=murmur2_random).")]
    private partial void LogMisrouted(long count, string topic, VehicleId vehicle, int partition, int partitions);

    [LoggerMessage(LogLevel.Warning, "Topic {Topic} has a partition {Partition}, and this silo knows of {Partitions} partitions only: it cannot tell which records "
        + "are in the wrong one. Restart all silos.")]
    private partial void LogStale(string topic, int partition, int partitions);

    /// <summary>A copy on its way, and how many of its headers are the original's.</summary>
    private sealed class Copy(Message<byte[], byte[]> message, TopicPartition to, int from, int original, Deliveries batch)
    {
        private int _original = original;
        private bool _hasTime = true;

        public Message<byte[], byte[]> Message => message;

        public TopicPartition To => to;

        /// <summary>The partition that the record was read from.</summary>
        public int From => from;

        public Deliveries Batch => batch;

        /// <summary>Removes the part that the brokers refuse the copy for. Returns false where the copy needs that part.</summary>
        public bool TryReshape(ErrorCode refused)
        {
            if (refused == ErrorCode.MsgSizeTooLarge && _original > 0)
            {
                var own = new Headers();
                foreach (var header in message.Headers.Skip(_original))
                {
                    own.Add(header.Key, header.GetValueBytes());
                }

                own.Add(ForwardedFrom.CutHeadersHeader, ForwardedFrom.Text(_original));
                message.Headers = own;
                _original = 0;
                return true;
            }

            if (refused == ErrorCode.InvalidTimestamp && _hasTime)
            {
                message.Timestamp = Timestamp.Default;
                _hasTime = false;
                return true;
            }

            return false;
        }
    }
}
