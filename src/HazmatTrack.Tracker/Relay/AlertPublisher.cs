using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Storage.Alerts;

namespace HazmatTrack.Tracker.Relay;

/// <summary>
/// Produces events to the topic: key vehicle id, value JSON, headers <c>event-id</c>, <c>event-type</c>, <c>sequence</c>, and <c>stored</c>, the event as the
/// store has it. In order within a partition; after a failure an event may be delivered again, with the same event id.
/// </summary>
internal sealed class AlertPublisher : IDisposable
{
    /// <summary>Brokers take records of 1 MB unless they are set otherwise.</summary>
    private const int MostBytes = 900_000;

    private readonly IProducer<string, byte[]> _producer;
    private readonly string _topic;
    private readonly RuleCatalog _rules;

    public AlertPublisher(ClientConfig kafka, string topic, RuleCatalog rules, TimeSpan timeout)
    {
        (_topic, _rules) = (topic, rules);
        _producer = new ProducerBuilder<string, byte[]>(new ProducerConfig(new ClientConfig(kafka.ToDictionary(p => p.Key, p => p.Value)))
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            LingerMs = 2,
            MessageTimeoutMs = (int)timeout.TotalMilliseconds,
            CompressionType = CompressionType.Zstd,
        })

            // DeliverAsync throws each failure, and it is logged once there.
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();
    }

    /// <summary>Completes when the brokers have all events.</summary>
    /// <exception cref="KafkaException">Some events were not acknowledged; which of them the brokers have is not known.</exception>
    public async Task DeliverAsync(IReadOnlyList<AlertEvent> events)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = events.Count;
        Error? failure = null;

        void Reported(DeliveryReport<string, byte[]> report)
        {
            if (report.Error.IsError)
            {
                Interlocked.CompareExchange(ref failure, report.Error, null);
            }

            if (Interlocked.Decrement(ref left) == 0)
            {
                done.TrySetResult();
            }
        }

        foreach (var alertEvent in events)
        {
            _producer.Produce(_topic, MessageOf(alertEvent), Reported);
        }

        if (events.Count > 0)
        {
            await done.Task;
        }

        if (failure is not null)
        {
            throw new KafkaException(failure);
        }
    }

    public void Dispose() => _producer.Dispose();

    private Message<string, byte[]> MessageOf(AlertEvent alertEvent)
    {
        Headers headers =
        [
            new Header("event-id", Encoding.UTF8.GetBytes(alertEvent.Id)),
            new Header("event-type", Encoding.UTF8.GetBytes(AlertNames.ToName(alertEvent.Kind))),
            new Header(AlertRestoring.SequenceHeader, Encoding.UTF8.GetBytes(alertEvent.Sequence.ToString(CultureInfo.InvariantCulture))),
        ];
        var (value, stored) = (
            JsonSerializer.SerializeToUtf8Bytes(AlertViews.ToView(alertEvent, _rules), AlertViewJson.Wire.AlertEventView),
            Encoding.UTF8.GetBytes(AlertJson.Write(alertEvent)));

        // What is told must not fail for what a restore would need.
        if (value.Length + stored.Length < MostBytes)
        {
            headers.Add(AlertRestoring.StoredHeader, stored);
        }

        return new()
        {
            Key = alertEvent.Alert.Vehicle.ToString(),
            Value = value,
            Timestamp = new(alertEvent.At.UnixMilliseconds, TimestampType.CreateTime),
            Headers = headers,
        };
    }
}
