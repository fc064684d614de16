using Confluent.Kafka;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Storage.Audit;

namespace HazmatTrack.Tracker.Audit;

/// <summary>
/// Moves checkpoints from the store to Kafka, in order, at least once. Progress is recorded after the brokers have acknowledged, so a crash in between
/// delivers the same checkpoints again.
/// </summary>
internal sealed partial class CheckpointRelay(
    AuditStore store, ClientConfig kafka, AuditOptions options, AuditMetrics metrics, TimeProvider clock, ILogger<CheckpointRelay> logger)
    : LeasedService(store, LeaseOf(options.Topic), clock, logger)
{
    /// <summary>
    /// Topic settings at creation: no checkpoint expires, since each proves the entries before it for as long as anybody keeps it.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> TopicSettings = new Dictionary<string, string> { ["retention.ms"] = "-1" };

    private const int PageLength = 200;

    private CheckpointPublisher? _publisher;

    /// <summary>The lease of the relay to a topic.</summary>
    public static string LeaseOf(string topic) => $"topic {topic}";

    public override void Dispose()
    {
        base.Dispose();
        _publisher?.Dispose();
    }

    protected override async Task StepAsync(long last, CancellationToken cancellation)
    {
        while (true)
        {
            metrics.Waits(await Store.CheckpointsAfterAsync(last, cancellation));
            var notes = await Store.CheckpointsAsync(last + 1, PageLength, cancellation);
            if (notes.Count == 0)
            {
                return;
            }

            var checkpoints = notes.Select(note => (Note: note, Checkpoint: AuditCheckpoint.Parse(note.Text))).ToList();
            _publisher ??= new(kafka, options.Topic, Length * 0.6);
            await _publisher.DeliverAsync(checkpoints);
            last = checkpoints[^1].Checkpoint.Size;
            metrics.CheckpointsPublished(checkpoints.Count);
            if (!await AdvanceAsync(last, cancellation))
            {
                return;
            }
        }
    }

    protected override void OnNotHeld()
    {
        Close();
        metrics.Waits(0);
    }

    protected override void OnFailed(Exception exception, TimeSpan pause)
    {
        Close();
        metrics.Failed("publication");
        Failed(logger, exception, options.Topic, pause);
    }

    /// <summary>A client that has failed may not deliver again; the next step opens another.</summary>
    private void Close()
    {
        _publisher?.Dispose();
        _publisher = null;
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Checkpoints of the audit record could not be published to topic {Topic}; retried in {Pause}. They are safe in the store. "
            + "Look at the brokers and the database.")]
    private static partial void Failed(ILogger logger, Exception exception, string topic, TimeSpan pause);
}
