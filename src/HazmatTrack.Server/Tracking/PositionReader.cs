using HazmatTrack.Domain;
using HazmatTrack.Server.Ingest;

namespace HazmatTrack.Server.Tracking;

/// <summary>Turns the records of a poll into a batch: decoded, checked, grouped by partition and vehicle in order of arrival. For one thread.</summary>
internal sealed class PositionReader(
    IngestOptions options, PartitionSessions sessions, DeadLetters deadLetters, IngestMetrics metrics, TimeProvider time)
{
    private readonly PositionDecoder _decoder = new(options);
    private readonly IngestMetrics.DelayTally _delays = metrics.NewDelayTally();
    private readonly Dictionary<int, PartitionWork> _works = [];
    private readonly List<VehicleSlot> _collecting = [];

    /// <summary>Null where the poll brought nothing. Records of a partition that is not ours are left out.</summary>
    public PositionBatch? Read(RecordBatch records, long sequence)
    {
        if (records.Count == 0)
        {
            return null;
        }

        var started = time.GetTimestamp();
        var now = Instant.From(time.GetUtcNow());
        var batch = new PositionBatch(sequence, now);
        PartitionWork? work = null;
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            if (work?.Session.Partition != record.Partition && (work = WorkOf(batch, record.Partition)) is null)
            {
                continue;
            }

            work.Records++;
            work.Offsets = (work.Offsets?.First ?? record.Offset, record.Offset);
            var reason = _decoder.Decode(record, now, out var vehicle, out var report);
            if (reason != RejectReason.None)
            {
                deadLetters.Add(record, records.Headers(i), reason, _decoder.Explain(reason, record, now));
                continue;
            }

            _delays.Add(report.Time, now);
            var slot = work.Session.Slot(vehicle);
            if (slot.Collecting is not { } collected)
            {
                slot.Collecting = collected = new(slot);
                work.Vehicles.Add(collected);
                _collecting.Add(slot);
            }

            collected.Points.Add(new(report, record.Offset));
        }

        foreach (var slot in _collecting)
        {
            slot.Collecting = null;
        }

        foreach (var part in batch.Partitions)
        {
            metrics.Received(part.Session.Partition, part.Records);
        }

        _collecting.Clear();
        _works.Clear();
        batch.DeadLetters = deadLetters.FlushAsync();
        _delays.Flush();
        metrics.Decoded(time.GetElapsedTime(started));
        return batch;
    }

    private PartitionWork? WorkOf(PositionBatch batch, int partition)
    {
        if (!_works.TryGetValue(partition, out var work) && sessions.Find(partition) is { IsDropped: false } session)
        {
            work = new(session);
            _works.Add(partition, work);
            batch.Partitions.Add(work);
        }

        return work;
    }
}
