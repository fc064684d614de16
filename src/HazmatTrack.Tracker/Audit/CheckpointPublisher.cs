using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Domain.Audit.Proofs;

namespace HazmatTrack.Tracker.Audit;

/// <summary>
/// Produces checkpoints to the topic: key origin, value the signed note in UTF-8, header <c>size</c>. In order; after a failure a checkpoint may be delivered
/// again, which is the same note.
/// </summary>
internal sealed class CheckpointPublisher : IDisposable
{
    private readonly IProducer<string, byte[]> _producer;
    private readonly string _topic;

    public CheckpointPublisher(ClientConfig kafka, string topic, TimeSpan timeout)
    {
        _topic = topic;
        _producer = new ProducerBuilder<string, byte[]>(new ProducerConfig(new ClientConfig(kafka.ToDictionary(p => p.Key, p => p.Value)))
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            LingerMs = 2,
            MessageTimeoutMs = (int)timeout.TotalMilliseconds,
        })

            // DeliverAsync throws each failure, and it is logged once there.
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();
    }

    /// <summary>Completes when the brokers have all checkpoints.</summary>
    /// <exception cref="KafkaException">Some were not acknowledged; which of them the brokers have is not known.</exception>
    public async Task DeliverAsync(IEnumerable<(SignedNote Note, AuditCheckpoint Checkpoint)> checkpoints) =>
        await Task.WhenAll([.. checkpoints.Select(c => _producer.ProduceAsync(_topic, MessageOf(c.Note, c.Checkpoint)))]);

    public void Dispose() => _producer.Dispose();

    private static Message<string, byte[]> MessageOf(SignedNote note, AuditCheckpoint checkpoint) => new()
    {
        Key = checkpoint.Origin,
        Value = Encoding.UTF8.GetBytes(note.ToString()),
        Timestamp = new(checkpoint.At.UnixMilliseconds, TimestampType.CreateTime),
        Headers = [new Header("size", Encoding.UTF8.GetBytes(checkpoint.Size.ToString(CultureInfo.InvariantCulture)))],
    };
}
