using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Consuming;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Gateway.Operators;

/// <summary>
/// Reads the operators' topics, checks that each record is of a vehicle of the operator whose topic it is on, and forwards it to <c>positions</c>; others are
/// dead letters. A record cannot prove its producer: the topic does, by the rights of the brokers. The silos share the topics' partitions; offsets are
/// committed once the brokers have everything before them, so that a record is forwarded at least once, and twice does no harm.
/// </summary>
internal sealed partial class OperatorAdmission(
    KafkaOptions kafka, OperatorOptions options, PositionTopicsOptions topics, OperatorTopics operators, VehicleOwners owners, OperatorMetrics metrics,
    TimeProvider time, ILogger<OperatorAdmission> log) : HandledRecords(kafka, batchSize: 5000, batchTime: TimeSpan.FromMilliseconds(50), time)
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_delivery = TimeSpan.FromMinutes(2);

    private readonly KafkaOptions _kafka = kafka;
    private readonly TimeProvider _time = time;

    protected override async Task RunAsync(CancellationToken cancellation)
    {
        await operators.EnsureAsync(cancellation);
        var looked = _time.GetTimestamp();
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(_kafka.Apply(PositionSender.Config(s_delivery))).SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { }).Build();
        await HandleAsync(
            options.Group,
            $"^{System.Text.RegularExpressions.Regex.Escape(options.TopicPrefix)}.*",
            LookAsync,
            records => ForwardAsync(records, producer, cancellation),
            cancellation,
            newTopics: s_betweenLooks);

        async Task LookAsync()
        {
            if (_time.GetElapsedTime(looked) >= s_betweenLooks)
            {
                await operators.EnsureAsync(cancellation);
                looked = _time.GetTimestamp();
            }
        }
    }

    protected override void OnFailed(Exception failure, TimeSpan pause)
    {
        metrics.Fails(true);
        LogFailed(failure, pause);
    }

    protected override void OnHandled() => metrics.Fails(false);

    /// <summary>Completes when the brokers have every record, in <c>positions</c> or in the dead letters.</summary>
    private async Task ForwardAsync(List<ConsumeResult<byte[]?, byte[]?>> records, IProducer<byte[]?, byte[]?> producer, CancellationToken cancellation)
    {
        var now = Instant.From(_time.GetUtcNow());
        var deliveries = new Deliveries();
        foreach (var topic in records.GroupBy(r => r.Topic))
        {
            var code = operators.CodeOf(topic.Key);
            var isAdmitted = await owners.IsAdmittedAsync(code, cancellation);
            var read = topic
                .Select(r => (Record: r, Vehicle: OperatorRecords.VehicleOf(r.Message.Key, r.Message.Value, out var reason), Reason: reason)).ToList();
            var foreign = await owners.ForeignAsync(code, read.Select(r => r.Vehicle).OfType<VehicleId>().ToHashSet(), cancellation);
            foreach (var (record, vehicle, unread) in read)
            {
                var reason = OperatorRecords.IsOversized(record) ? RejectReason.Oversized
                    : !isAdmitted ? RejectReason.NotYourVehicle
                    : vehicle is not { } known ? unread
                    : foreign.Contains(known) ? RejectReason.NotYourVehicle
                    : RejectReason.None;
                var sending = new Sending(producer, deliveries, metrics, topics, code, record, now);
                if (reason == RejectReason.None)
                {
                    await sending.ForwardAsync(vehicle!.Value, cancellation);
                }
                else
                {
                    await sending.RefuseAsync(reason, Explain(reason, code, isAdmitted, vehicle), cancellation);
                }
            }
        }

        deliveries.Leave();
        await deliveries.Delivered.WaitAsync(cancellation);
    }

    private static string Explain(RejectReason reason, string code, bool isAdmitted, VehicleId? vehicle) => reason switch
    {
        RejectReason.Oversized => "The record is far larger than a position; its beginning is kept.",
        RejectReason.NotYourVehicle when !isAdmitted => $"Operator {code} is not registered, or is suspended.",
        RejectReason.NotYourVehicle => VehicleOwners.Explain(vehicle!.Value).English,
        RejectReason.Empty => "The record has neither a key nor a value.",
        RejectReason.Undecodable => "The record has no key, and its value is not a PositionMessage in protobuf.",
        _ => "The key, or without one the message, names no vehicle, such as 沪A12345_2.",
    };

    /// <summary>
    /// One record on its way. Where the brokers do not take it as it is, it is a dead letter, and a shorter one at last: no record of one operator holds up the
    /// others.
    /// </summary>
    private sealed class Sending(
        IProducer<byte[]?, byte[]?> producer, Deliveries deliveries, OperatorMetrics metrics, PositionTopicsOptions topics, string code,
        ConsumeResult<byte[]?, byte[]?> record, Instant now)
    {
        public Task ForwardAsync(VehicleId vehicle, CancellationToken cancellation)
        {
            deliveries.Enter();
            return ProduceAsync(topics.Topic, OperatorRecords.Forwarded(code, record, vehicle, now), isLeast: false, metrics.Forwarded, cancellation);
        }

        public Task RefuseAsync(RejectReason reason, string detail, CancellationToken cancellation)
        {
            deliveries.Enter();
            var letter = OperatorRecords.Refused(code, record, reason, detail, now);
            return ProduceAsync(topics.DeadLetterTopic, letter, isLeast: false, () => metrics.Refused(reason), cancellation);
        }

        private async Task ProduceAsync(string topic, Message<byte[]?, byte[]?> message, bool isLeast, Action count, CancellationToken cancellation)
        {
            while (true)
            {
                try
                {
                    producer.Produce(topic, message, report => OnDelivery(report.Error, isLeast, count));
                    return;
                }
                catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
                {
                    await Task.Delay(20, cancellation);
                }
                catch (ProduceException<byte[]?, byte[]?> e) when (!isLeast && IsOfRecord(e.Error.Code))
                {
                    SendLeast(e.Error);
                    return;
                }
            }
        }

        private void OnDelivery(Error error, bool isLeast, Action count)
        {
            if (!error.IsError)
            {
                count();
                deliveries.Leave();
            }
            else if (!isLeast && IsOfRecord(error.Code))
            {
                SendLeast(error);
            }
            else
            {
                deliveries.Fail(new KafkaException(error));
            }
        }

        /// <summary>May run on the client's thread, and so does not wait.</summary>
        private void SendLeast(Error error)
        {
            try
            {
                var letter = OperatorRecords.Refused(code, record, RejectReason.Oversized, $"The brokers do not take it: {error.Reason}.", now, isLeast: true);
                Action count = () => metrics.Refused(RejectReason.Oversized);
                producer.Produce(topics.DeadLetterTopic, letter, report => OnDelivery(report.Error, isLeast: true, count));
            }
            catch (KafkaException e)
            {
                deliveries.Fail(e);
            }
        }

        /// <summary>Whether it is the record that the brokers refuse, and would refuse again.</summary>
        private static bool IsOfRecord(ErrorCode code) => code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsg or ErrorCode.InvalidRecord
            or ErrorCode.InvalidMsgSize or ErrorCode.InvalidTimestamp;
    }

    [LoggerMessage(LogLevel.Error, "The operators' topics cannot be read or forwarded; it is tried again in {Pause}. Their records wait in Kafka.")]
    private partial void LogFailed(Exception e, TimeSpan pause);
}
