using System.Diagnostics;
using Confluent.Kafka;
using HazmatTrack.Contracts.Tracing;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Reading;

/// <summary>
/// The sampled traces that the records of a batch go with. The batch is a span of the first one and has links to the others; without any it is a trace of its
/// own, or none.
/// </summary>
internal sealed class TracedRecords
{
    /// <summary>A batch has thousands of records, and a sender may claim that each is sampled.</summary>
    private const int MostLinks = 32;

    private readonly List<ActivityContext> _traces = [];

    /// <summary>One for a batch; null where no traces are exported, so that no headers are read.</summary>
    public static TracedRecords? Begin() => Spans.IsOn ? new() : null;

    public void See(Headers? headers)
    {
        if (_traces.Count < MostLinks && Spans.Of(headers) is { } trace)
        {
            _traces.Add(trace);
        }
    }

    /// <summary>The span of the batch from the moment it was read; null where it is not sampled.</summary>
    public Activity? Start(PositionBatch batch, DateTimeOffset readAt)
    {
        // Not of what the reading thread does otherwise.
        Activity.Current = null;
        var span = Spans.Start(
            "positions", ActivityKind.Consumer, _traces.Count > 0 ? _traces[0] : default, _traces.Skip(1).Select(t => new ActivityLink(t)), readAt);
        Activity.Current = null;
        return span?.SetTag("messaging.system", "kafka").SetTag("messaging.batch.message_count", batch.Partitions.Sum(p => p.Records))
            .SetTag("hazmattrack.partitions", string.Join(',', batch.Partitions.Select(p => p.Session.Partition)));
    }
}
