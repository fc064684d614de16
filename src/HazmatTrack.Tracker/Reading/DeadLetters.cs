using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Consuming;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Tracker.Reading;

/// <summary>
/// Sends records that are not positions to the dead-letter topic: the original key, value and headers, and headers with the reason and the origin. Retries
/// until the broker has the record, however long that takes; the caller commits a batch only once <see cref="FlushAsync"/> completes.
/// </summary>
internal sealed partial class DeadLetters : IDisposable
{
    /// <summary>Contains the original length where the broker accepted the value only truncated.</summary>
    public const string CutFromHeader = DeadLetterHeaders.CutFrom;

    /// <summary>Contains the number of original headers where the broker accepted the letter only without them.</summary>
    public const string CutHeadersHeader = "hazmattrack-cut-headers";

    /// <summary>Contains the original length where the broker accepted the key only truncated.</summary>
    public const string CutKeyFromHeader = "hazmattrack-cut-key-from";

    /// <summary>
    /// Topic settings of the dead letters where this program creates the topic: a letter consists of its original and its headers, so the topic must accept
    /// more than <c>positions</c>, which accepts 1 MiB by default.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> TopicSettings = new Dictionary<string, string>
    {
        ["max.message.bytes"] = MostBytes.ToString(CultureInfo.InvariantCulture),
    };

    private const int MostBytes = 8 * 1024 * 1024;
    private const int Queue = 100_000;
    private const int CutTo = 64 * 1024;
    private static readonly TimeSpan s_retryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_fullPause = TimeSpan.FromMilliseconds(50);

    private readonly PositionTopicsOptions _topics;
    private readonly IngestMetrics _metrics;
    private readonly ILogger _log;
    private readonly TimeProvider _clock;
    private readonly ClientErrors _errors;
    private readonly LogPace _undelivered;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly CancellationTokenSource _stop = new();
    // Letters that the client's queue has no room for, in order, with the partition that each came from.
    private readonly ConcurrentQueue<(Letter Letter, Deliveries Batch, int Partition)> _waiting = [];
    private Deliveries _open = new();
    private int _isPumping;

    /// <param name="kafka">The settings for reaching the cluster.</param>
    /// <param name="log">Receives the client's errors.</param>
    /// <param name="queue">How many letters the client holds.</param>
    public DeadLetters(
        KafkaOptions kafka, PositionTopicsOptions topics, IngestMetrics metrics, TimeProvider clock, ILogger<DeadLetters> log, int queue = Queue)
    {
        _topics = topics;
        _metrics = metrics;
        _clock = clock;
        _log = log;
        _errors = new(log, "Dead letters", clock);
        _undelivered = new(clock, TimeSpan.FromSeconds(30));
        _producer = new ProducerBuilder<byte[]?, byte[]?>(kafka.Apply(new ProducerConfig
        {
            Acks = Acks.All,
            LingerMs = 20,
            CompressionType = CompressionType.Lz4,

            MessageMaxBytes = MostBytes,
            QueueBufferingMaxMessages = queue,

            // Retries until the record is delivered.
            MessageTimeoutMs = 0,
        })).SetLogHandler((_, _) => { }).SetErrorHandler((_, error) => _errors.Add(error)).Build();
    }

    /// <summary>Partitions with letters that the client's queue has no room for: no more of them is to be read. Called from any thread.</summary>
    public IReadOnlyCollection<int> Full => _waiting.IsEmpty ? [] : _waiting.Select(w => w.Partition).ToHashSet();

    /// <summary>
    /// Sends a record's dead letter and counts it, unless the record is read again. Does not block. For one thread; the delivery is awaited by the batch's
    /// <see cref="FlushAsync"/>.
    /// </summary>
    public void Add(in LogRecord record, long? timestampMs, Headers? original, RejectReason reason, string detail, bool isCounted = true)
    {
        if (isCounted)
        {
            _metrics.DeadLetter(record.Partition, reason);
        }

        var headers = new Headers();
        foreach (var header in original ?? [])
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        var letter = new Letter(headers.Count, new()
        {
            Key = record.HasKey ? record.Key.ToArray() : null,
            Value = record.HasValue ? record.Value.ToArray() : null,
            Headers = headers,
        });
        Describe(letter, record.Partition, record.Offset, reason, detail);
        if (timestampMs is { } time)
        {
            letter.Message.Timestamp = new(time, TimestampType.CreateTime);
        }

        _open.Enter();
        Send(letter, _open, record.Partition);
    }

    /// <summary>
    /// Sends the dead letter of a report that was read and can be stored nowhere else, from any thread; completes when the broker has it. The record's own
    /// bytes are gone by then: the letter contains the report in the same format, and its origin. Counted unless the record is read again.
    /// </summary>
    public Task SendAsync(VehicleId vehicle, in PositionReport report, int partition, long offset, string detail, bool isCounted)
    {
        if (isCounted)
        {
            _metrics.DeadLetter(partition, RejectReason.StateDamaged);
        }

        var letter = new Letter(0, new()
        {
            Key = Encoding.UTF8.GetBytes(vehicle.ToString()),
            Value = PositionSender.Encode(vehicle, report),
            Headers = [],
            Timestamp = new(report.Time.UnixMilliseconds, TimestampType.CreateTime),
        });
        Describe(letter, partition, offset, RejectReason.StateDamaged, detail);
        var own = new Deliveries();
        own.Enter();
        own.Leave();
        Send(letter, own, partition);
        return own.Delivered;
    }

    /// <summary>Ends the batch: completes when the broker has every letter added since the last call.</summary>
    public Task FlushAsync()
    {
        var batch = _open;
        _open = new();
        batch.Leave();
        return batch.Delivered;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _producer.Dispose();
        _stop.Dispose();
    }

    private void Describe(Letter letter, int partition, long offset, RejectReason reason, string detail) =>
        DeadLetterHeaders.AddTo(letter.Message.Headers, new(_topics.Topic, partition, offset), reason, detail, Instant.From(_clock.GetUtcNow()));

    private void Send(Letter letter, Deliveries batch, int partition)
    {
        if (_waiting.IsEmpty && TryProduce(letter, batch, partition))
        {
            return;
        }

        _waiting.Enqueue((letter, batch, partition));
        if (Interlocked.Exchange(ref _isPumping, 1) == 0)
        {
            _ = PumpAsync();
        }
    }

    /// <summary>Returns false where the client's queue has no room.</summary>
    private bool TryProduce(Letter letter, Deliveries batch, int partition)
    {
        while (true)
        {
            try
            {
                _producer.Produce(_topics.DeadLetterTopic, letter.Message, report => OnDelivery(report, letter, batch, partition));
                return true;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                return false;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.MsgSizeTooLarge && letter.Shrink())
            {
                // The letter is sent again, smaller.
            }
        }
    }

    /// <summary>Sends waiting letters as the queue empties.</summary>
    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                while (_waiting.TryPeek(out var next))
                {
                    try
                    {
                        if (!TryProduce(next.Letter, next.Batch, next.Partition))
                        {
                            await Task.Delay(s_fullPause, _clock, _stop.Token);
                            continue;
                        }
                    }
                    catch (KafkaException e)
                    {
                        next.Batch.Fail(e);
                    }

                    _waiting.TryDequeue(out _);
                }

                Volatile.Write(ref _isPumping, 0);
                if (_waiting.IsEmpty || Interlocked.Exchange(ref _isPumping, 1) != 0)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // On shutdown the batches stay uncommitted, and the partition's next owner writes their letters again.
        }
    }

    private void OnDelivery(DeliveryReport<byte[]?, byte[]?> report, Letter letter, Deliveries batch, int partition)
    {
        if (!report.Error.IsError)
        {
            batch.Leave();
        }
        else if (!_stop.IsCancellationRequested)
        {
            switch (report.Error.Code)
            {
                case ErrorCode.MsgSizeTooLarge:
                    letter.Shrink();
                    break;
                case ErrorCode.InvalidTimestamp:
                    // A topic may refuse timestamps far from now; the letter matters more than its original's timestamp.
                    letter.Message.Timestamp = Timestamp.Default;
                    break;
            }

            if (_undelivered.IsTime(1, out var count))
            {
                LogUndelivered(count, report.Error.Reason, s_retryPause);
            }

            _ = SendLaterAsync(letter, batch, partition);
        }
    }

    private async Task SendLaterAsync(Letter letter, Deliveries batch, int partition)
    {
        try
        {
            await Task.Delay(s_retryPause, _clock, _stop.Token);
            Send(letter, batch, partition);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // On shutdown the batch stays uncommitted, and the partition's next owner writes its letters again.
        }
        catch (Exception e)
        {
            batch.Fail(e);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Count} dead letters were not accepted by the broker: {Reason}. Retried in {Pause}; nothing of their batches is committed until they are delivered.")]
    private partial void LogUndelivered(long count, string reason, TimeSpan pause);

    /// <summary>A letter on its way, and how many of its headers are the original's.</summary>
    private sealed class Letter(int original, Message<byte[]?, byte[]?> message)
    {
        private int _original = original;

        public Message<byte[]?, byte[]?> Message => message;

        public void AddHeader(string name, string value) => message.Headers.Add(name, Encoding.UTF8.GetBytes(value));

        /// <summary>
        /// Removes the largest part of a letter that the broker refuses for its size, and records that in a header: first a large value, then the original
        /// headers, then a large key. Returns false when nothing more can be removed.
        /// </summary>
        public bool Shrink()
        {
            if (message.Value is { Length: > CutTo } value)
            {
                message.Value = value[..CutTo];
                AddHeader(CutFromHeader, value.Length.ToString(CultureInfo.InvariantCulture));
            }
            else if (_original > 0)
            {
                var own = new Headers();
                foreach (var header in message.Headers.Skip(_original))
                {
                    own.Add(header.Key, header.GetValueBytes());
                }

                message.Headers = own;
                AddHeader(CutHeadersHeader, _original.ToString(CultureInfo.InvariantCulture));
                _original = 0;
            }
            else if (message.Key is { Length: > CutTo } key)
            {
                message.Key = key[..CutTo];
                AddHeader(CutKeyFromHeader, key.Length.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                return false;
            }

            return true;
        }
    }
}
