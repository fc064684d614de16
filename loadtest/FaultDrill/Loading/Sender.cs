using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.FaultDrill.Loading;

/// <summary>Sends the load at a rate at which it lasts as long as the drill, as a client does that waits out the brokers' faults.</summary>
internal sealed class Sender : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<LoadRecord> _records;
    private readonly int _heldBack;
    private readonly string _topic;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly GatewaySender? _gateway;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _newest = [];
    private int _sent;
    private int _acknowledged;
    private Error? _failure;

    /// <param name="gateway">Takes what is posted; null where nothing is.</param>
    public Sender(Load load, KafkaOptions kafka, string topic, TimeSpan patience, GatewaySender? gateway)
    {
        (_records, _heldBack, _topic, _gateway) = (load.Records, load.HeldBack, topic, gateway);
        _producer = new ProducerBuilder<byte[]?, byte[]?>(kafka.Apply(PositionSender.Config(patience)))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    public int Sent => Volatile.Read(ref _sent);

    public int Acknowledged => Volatile.Read(ref _acknowledged) + (_gateway?.Acknowledged ?? 0);

    /// <summary>The newest offset of each partition that the brokers have acknowledged so far.</summary>
    public IReadOnlyDictionary<int, long> Newest()
    {
        lock (_gate)
        {
            return new Dictionary<int, long>(_newest);
        }
    }

    /// <summary>Sends everything and waits until the brokers have it.</summary>
    /// <param name="left">How long the drill will still last; zero sends what is left at once.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="KafkaException">The brokers did not take a record within the patience.</exception>
    public async Task RunAsync(Func<TimeSpan> left, CancellationToken cancellation)
    {
        var due = 0.0;
        while (_sent < _records.Count)
        {
            var time = left();
            due += time > TimeSpan.Zero ? (_records.Count - _sent) * (s_tick / time) : 250;
            var most = time > TimeSpan.Zero ? _records.Count - _heldBack : _records.Count;
            for (; due >= 1 && _sent < most; due--)
            {
                await SendAsync(_records[_sent], cancellation);
                _sent++;
            }

            ThrowIfRefused();
            await Task.Delay(s_tick, TimeProvider.System, cancellation);
        }

        while (Acknowledged < _records.Count)
        {
            ThrowIfRefused();
            await Task.Delay(s_tick, TimeProvider.System, cancellation);
        }
    }

    public void Dispose() => _producer.Dispose();

    private void ThrowIfRefused()
    {
        if (_gateway?.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"The gateway refuses a report: {refusal}");
        }

        if (_failure is { } failure)
        {
            throw new KafkaException(failure);
        }
    }

    private async Task SendAsync(LoadRecord record, CancellationToken cancellation)
    {
        if (record.IsPosted)
        {
            _gateway!.Send(record);
            return;
        }

        while (true)
        {
            try
            {
                _producer.Produce(
                    new TopicPartition(_topic, record.SentTo ?? Partition.Any), new() { Key = record.Key, Value = record.Value }, r => OnDelivery(record, r));
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                await Task.Delay(s_tick, TimeProvider.System, cancellation);
            }
        }
    }

    private void OnDelivery(LoadRecord record, DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
        {
            _failure ??= report.Error;
            return;
        }

        var (partition, offset) = (report.Partition.Value, report.Offset.Value);
        record.Place = (partition, offset);
        lock (_gate)
        {
            _newest[partition] = Math.Max(offset, _newest.GetValueOrDefault(partition, -1));
        }

        Interlocked.Increment(ref _acknowledged);
    }
}
