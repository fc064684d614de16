using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Gateway.Operators;

/// <summary>
/// Reads the operators' topics, checks that each record is of a vehicle of the operator whose topic it is on, and forwards it to <c>positions</c>; others are
/// dead letters. A record cannot prove its producer: the topic does, by the rights of the brokers. The silos share the topics' partitions; offsets are
/// committed once the brokers have everything before them, so that a record is forwarded at least once, and twice does no harm.
/// </summary>
internal sealed partial class OperatorAdmission(
    KafkaOptions kafka, OperatorOptions options, PositionTopicsOptions topics, OperatorTopics operators, VehicleOwners owners, OperatorMetrics metrics,
    TimeProvider time, ILogger<OperatorAdmission> log) : BackgroundService
{
    private const int BatchSize = 5000;
    private static readonly TimeSpan s_batchTime = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_delivery = TimeSpan.FromMinutes(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => KeepRunningAsync(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    private async Task KeepRunningAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await RunAsync(cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                // Nothing is committed that was not forwarded: the next run reads it again.
                metrics.Fails(true);
                LogFailed(e, s_pause);
                await Task.Delay(s_pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Reads and forwards until something fails.</summary>
    private async Task RunAsync(CancellationToken cancellation)
    {
        await operators.EnsureAsync(cancellation);
        var looked = time.GetTimestamp();
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(kafka.Apply(PositionSender.Config(s_delivery))).SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { }).Build();
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(kafka.Apply(new ConsumerConfig
        {
            GroupId = options.Group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,

            // How soon the topic of a new operator is noticed.
            TopicMetadataRefreshIntervalMs = (int)s_betweenLooks.TotalMilliseconds,
        })).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Subscribe($"^{System.Text.RegularExpressions.Regex.Escape(options.TopicPrefix)}.*");
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                if (time.GetElapsedTime(looked) >= s_betweenLooks)
                {
                    await operators.EnsureAsync(cancellation);
                    looked = time.GetTimestamp();
                }

                if (Read(consumer, cancellation) is { Count: > 0 } records)
                {
                    await ForwardAsync(records, producer, cancellation);
                    consumer.Commit(records.GroupBy(r => r.TopicPartition).Select(g => new TopicPartitionOffset(g.Key, g.Max(r => r.Offset.Value) + 1)));
                }

                metrics.Fails(false);
            }
        }
        finally
        {
            consumer.Close();
        }
    }

    private List<ConsumeResult<byte[]?, byte[]?>> Read(IConsumer<byte[]?, byte[]?> consumer, CancellationToken cancellation)
    {
        var (records, begun) = (new List<ConsumeResult<byte[]?, byte[]?>>(), time.GetTimestamp());
        while (records.Count < BatchSize && !cancellation.IsCancellationRequested)
        {
            var left = s_batchTime - time.GetElapsedTime(begun);
            if (consumer.Consume(left > TimeSpan.Zero ? left : TimeSpan.Zero) is not { IsPartitionEOF: false } record)
            {
                break;
            }

            records.Add(record);
        }

        return records;
    }

    /// <summary>Completes when the brokers have every record, in <c>positions</c> or in the dead letters.</summary>
    private async Task ForwardAsync(List<ConsumeResult<byte[]?, byte[]?>> records, IProducer<byte[]?, byte[]?> producer, CancellationToken cancellation)
    {
        var now = Instant.From(time.GetUtcNow());
        var deliveries = new Deliveries();
        var forwarded = 0;
        foreach (var topic in records.GroupBy(r => r.Topic))
        {
            var code = operators.CodeOf(topic.Key);
            var isAdmitted = await owners.IsAdmittedAsync(code, cancellation);
            var vehicles = topic.ToDictionary(r => r, r => OperatorRecords.VehicleOf(r.Message.Key, r.Message.Value));
            var foreign = await owners.ForeignAsync(code, vehicles.Values.OfType<VehicleId>().ToHashSet(), cancellation);
            foreach (var record in topic)
            {
                var vehicle = vehicles[record];
                var reason = OperatorRecords.IsOversized(record) ? RejectReason.Oversized
                    : !isAdmitted || (vehicle is { } v && foreign.Contains(v)) ? RejectReason.NotYourVehicle
                    : RejectReason.None;
                if (reason == RejectReason.None)
                {
                    await SendAsync(topics.Topic, OperatorRecords.Forwarded(code, record, vehicle, now));
                    forwarded++;
                    continue;
                }

                var detail = reason == RejectReason.Oversized ? "The record is far larger than a position; its beginning is kept."
                    : isAdmitted ? VehicleOwners.Explain(vehicle!.Value).English
                    : $"Operator {code} is not registered, or is suspended.";
                await SendAsync(topics.DeadLetterTopic, OperatorRecords.Refused(code, record, reason, detail, now));
                metrics.Refused(reason);
            }
        }

        deliveries.Leave();
        await deliveries.Delivered.WaitAsync(cancellation);
        metrics.Forwarded(forwarded);

        async Task SendAsync(string topic, Message<byte[]?, byte[]?> message)
        {
            deliveries.Enter();
            while (true)
            {
                try
                {
                    producer.Produce(topic, message, report =>
                    {
                        if (report.Error.IsError)
                        {
                            deliveries.Fail(new KafkaException(report.Error));
                        }
                        else
                        {
                            deliveries.Leave();
                        }
                    });
                    return;
                }
                catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
                {
                    await Task.Delay(20, cancellation);
                }
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The operators' topics cannot be read or forwarded; it is tried again in {Pause}. Their records wait in Kafka.")]
    private partial void LogFailed(Exception e, TimeSpan pause);
}
