using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Tracker.Quality;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Reading;

/// <summary>
/// Turns the records of a poll into a batch: decoded, checked, and laid out by partition and vehicle in order of arrival. For one thread.
/// </summary>
internal sealed class BatchBuilder(
    IngestOptions options, PartitionSessions sessions, DeadLetters deadLetters, RecordForwarder forwarder, IngestMetrics metrics, QualityBook quality,
    Admission admission, IngestClock clock, TimeProvider time)
{
    /// <summary>Memory for batches of up to four times this many reports is always kept.</summary>
    private const int LeastKept = 1000;

    /// <summary>The pause between two looks at the memory kept for batches.</summary>
    private static readonly TimeSpan s_betweenChecks = TimeSpan.FromMinutes(1);

    private readonly PositionDecoder _decoder = new(options, metrics, time);
    private readonly DelayTally _delays = metrics.NewDelayTally();
    private readonly Stack<BatchBuffers> _spare = [];
    private readonly Func<int> _awake = () => sessions.Open.Sum(s => s.Awake);

    // In order of arrival: each report with the number of its vehicle, each vehicle with the number of its partition.
    private PositionReport[] _reports = [];
    private long[] _offsets = [];
    private Instant[] _receipts = [];
    private int[] _vehicleOf = [];
    private (VehicleSlot Slot, int Partition, int Reports)[] _vehicles = [];
    private int[] _places = [];
    private int _reportCount;
    private int _vehicleCount;
    private long _layout;

    // The largest batch since memory was checked last.
    private int _largest;
    private long _checked = time.GetTimestamp();

    /// <summary>
    /// The batch; null where the poll brought nothing. Records of a partition that this silo does not own, and those that its session does not take yet, are
    /// left out.
    /// </summary>
    public PositionBatch? Read(RecordBatch records)
    {
        if (records.Count == 0)
        {
            return null;
        }

        var started = time.GetTimestamp();
        var now = Instant.From(time.GetUtcNow());
        Begin(records.Count);
        var traced = TracedRecords.Begin();
        var batch = new PositionBatch(0, NextBuffers()) { Layout = _layout };
        PartitionSession? session = null;
        var at = -1;
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            if (session?.Partition != record.Partition)
            {
                (session, at) = (sessions.Find(record.Partition), -1);
            }

            if (session is not { IsDropped: false } || !session.Takes(record.Offset))
            {
                continue;
            }

            at = at < 0 ? PartitionOf(batch, session) : at;
            var work = batch.Partitions[at];
            work.Records++;
            var isReRead = record.Offset <= session.OpenedAt;
            work.ReRead += isReRead ? 1 : 0;
            work.Offsets = (work.Offsets?.First ?? record.Offset, record.Offset);
            var reason = _decoder.Decode(record, now, out var vehicle, out var report);
            if (reason != RejectReason.None)
            {
                deadLetters.Add(record, records.TimestampMs(i), records.Headers(i), reason, _decoder.Explain(reason, record, now), isCounted: !isReRead);
                if ((vehicle ?? _decoder.NamedBy(record)) is { } named)
                {
                    quality.Refused(named.Id, reason, _decoder.ReceiptOf(record, now));
                }

                continue;
            }

            var place = session.PlaceOf(vehicle!, record.Offset);
            if (place == RecordPlace.Moved
                || (place == RecordPlace.Elsewhere && forwarder.TrySend(record, records.TimestampMs(i), records.Headers(i), vehicle!, isCounted: !isReRead)))
            {
                continue;
            }

            if (vehicle!.AwakeIn(work.Session) is not { } slot)
            {
                if (!admission.Admits(work.Session, vehicle.Id, records.Headers(i)))
                {
                    deadLetters.Add(
                        record, records.TimestampMs(i), records.Headers(i), RejectReason.TooManyNewVehicles,
                        admission.Explain(vehicle.Id), isCounted: !isReRead);
                    continue;
                }

                slot = vehicle.SlotIn(work.Session);
            }

            work.ReReadReports += isReRead ? 1 : 0;
            traced?.See(records.Headers(i));

            _delays.Add(report.Time, now);
            var receipt = _decoder.ReceiptOf(record, now);
            clock.See(receipt);
            Watch(slot, receipt, report.Time);
            Add(slot, at, report, record.Offset, receipt);
        }

        if (batch.Partitions.Count == 0)
        {
            Reuse(batch);
            return null;
        }

        Arrange(batch);
        foreach (var part in batch.Partitions)
        {
            metrics.Received(part.Session.Partition, part.Records);
            metrics.ReRead(part.Session.Partition, part.ReRead);
        }

        batch.DeadLetters = deadLetters.FlushAsync();
        batch.Forwarded = forwarder.FlushAsync();
        _delays.Flush();
        metrics.Decoded(time.GetElapsedTime(started));
        batch.Trace = traced?.Start(batch, now.ToDateTimeOffset());
        return batch;
    }

    /// <summary>A batch without reports, which only requests the states of vehicles.</summary>
    public PositionBatch Ask(PartitionSession session, IReadOnlyList<VehicleId> vehicles)
    {
        var batch = new PositionBatch(0, NextBuffers()) { Layout = ++_layout };
        batch.Partitions.Add(new(session, batch.Buffers) { VehicleCount = vehicles.Count });
        BatchBuffers.Grow(ref batch.Buffers.Vehicles, vehicles.Count);
        batch.Buffers.VehicleCount = vehicles.Count;
        for (var i = 0; i < vehicles.Count; i++)
        {
            var slot = session.Slot(vehicles[i]);
            slot.LaidOut = _layout;
            batch.Buffers.Vehicles[i] = new() { Slot = slot };
        }

        return batch;
    }

    /// <summary>A batch without vehicles, after which those continue that wait to be re-evaluated.</summary>
    public PositionBatch Turn() => new(0, NextBuffers()) { Layout = ++_layout };

    /// <summary>A batch without reports, in which time passes for vehicles: it gives each the instant in its own time.</summary>
    public PositionBatch Tick(IReadOnlyList<(PartitionSession Session, List<(VehicleId Vehicle, Instant Now)> Due)> dues)
    {
        var batch = new PositionBatch(0, NextBuffers()) { Layout = ++_layout };
        var count = 0;
        batch.Buffers.VehicleCount = dues.Sum(d => d.Due.Count);
        BatchBuffers.Grow(ref batch.Buffers.Vehicles, batch.Buffers.VehicleCount);
        foreach (var (session, due) in dues)
        {
            batch.Partitions.Add(new(session, batch.Buffers) { FirstVehicle = count, VehicleCount = due.Count });
            foreach (var (vehicle, now) in due)
            {
                var slot = session.Slot(vehicle);
                slot.LaidOut = _layout;
                batch.Buffers.Vehicles[count++] = new() { Slot = slot, Tick = now };
            }
        }

        return batch;
    }

    /// <summary>The newest batch that was laid out.</summary>
    public long Layout => _layout;

    /// <summary>Forgets the keys of vehicles that sleep, once there are many, and memory for batches that are much larger than those of late.</summary>
    public void Trim()
    {
        _decoder.Trim(_awake);
        if (time.GetElapsedTime(_checked) >= s_betweenChecks)
        {
            Shrink();
        }
    }

    /// <summary>Takes back the memory of a batch that is stored: the batch must not be read any more.</summary>
    public void Reuse(PositionBatch batch)
    {
        batch.Buffers.Reset();
        _spare.Push(batch.Buffers);
    }

    /// <summary>Drops memory that is much larger than batches have needed of late: after a start that read the log of a night.</summary>
    private void Shrink()
    {
        var enough = 4 * Math.Max(_largest, LeastKept);
        (_checked, _largest) = (time.GetTimestamp(), 0);
        if (_reports.Length > enough)
        {
            (_reports, _offsets, _receipts, _vehicleOf, _vehicles, _places) = ([], [], [], [], [], []);
        }

        var kept = _spare.Where(buffers => buffers.Capacity <= enough).ToList();
        _spare.Clear();
        kept.ForEach(_spare.Push);
    }

    private BatchBuffers NextBuffers() => _spare.TryPop(out var buffers) ? buffers : new();

    private void Begin(int records)
    {
        _layout++;
        (_reportCount, _vehicleCount) = (0, 0);
        _largest = Math.Max(_largest, records);
        BatchBuffers.Grow(ref _reports, records);
        BatchBuffers.Grow(ref _offsets, records);
        BatchBuffers.Grow(ref _receipts, records);
        BatchBuffers.Grow(ref _vehicleOf, records);
        BatchBuffers.Grow(ref _vehicles, records);
        BatchBuffers.Grow(ref _places, records);
    }

    private static int PartitionOf(PositionBatch batch, PartitionSession session)
    {
        var at = batch.Partitions.FindIndex(w => w.Session.Partition == session.Partition);
        if (at < 0)
        {
            at = batch.Partitions.Count;
            batch.Partitions.Add(new(session, batch.Buffers));
        }

        return at;
    }

    private void Watch(VehicleSlot slot, Instant receipt, Instant eventTime)
    {
        if (slot.Clock.Observe(receipt, eventTime) is { Reports: > 0 } sign)
        {
            quality.Note(slot.Vehicle, sign, receipt);
        }
    }

    private void Add(VehicleSlot slot, int partition, in PositionReport report, long offset, Instant receipt)
    {
        if (slot.Seen.Layout != _layout)
        {
            slot.Seen = (_layout, _vehicleCount);
            slot.LaidOut = _layout;
            _vehicles[_vehicleCount++] = (slot, partition, 0);
        }

        var vehicle = slot.Seen.At;
        _vehicles[vehicle].Reports++;
        _vehicleOf[_reportCount] = vehicle;
        _reports[_reportCount] = report;
        _receipts[_reportCount] = receipt;
        _offsets[_reportCount++] = offset;
    }

    /// <summary>Lays out vehicles and reports contiguously.</summary>
    private void Arrange(PositionBatch batch)
    {
        var buffers = batch.Buffers;
        BatchBuffers.Grow(ref buffers.Vehicles, _vehicleCount);
        buffers.VehicleCount = _vehicleCount;
        BatchBuffers.Grow(ref buffers.Reports, _reportCount);
        BatchBuffers.Grow(ref buffers.Offsets, _reportCount);
        BatchBuffers.Grow(ref buffers.Receipts, _reportCount);
        foreach (ref readonly var vehicle in _vehicles.AsSpan(0, _vehicleCount))
        {
            batch.Partitions[vehicle.Partition].VehicleCount++;
        }

        var first = 0;
        foreach (var work in batch.Partitions)
        {
            work.FirstVehicle = first;
            first += work.VehicleCount;
            work.VehicleCount = 0;
        }

        for (var i = 0; i < _vehicleCount; i++)
        {
            var (slot, partition, reports) = _vehicles[i];
            var work = batch.Partitions[partition];
            var place = work.FirstVehicle + work.VehicleCount++;
            buffers.Vehicles[place] = new() { Slot = slot, Reports = reports };
            _places[i] = place;
        }

        // A vehicle that falls asleep must not be held.
        _vehicles.AsSpan(0, _vehicleCount).Clear();
        var report = 0;
        foreach (ref var vehicle in buffers.Vehicles.AsSpan(0, _vehicleCount))
        {
            vehicle.FirstReport = report;
            report += vehicle.Reports;
            vehicle.Reports = 0;
        }

        for (var i = 0; i < _reportCount; i++)
        {
            ref var vehicle = ref buffers.Vehicles[_places[_vehicleOf[i]]];
            var to = vehicle.FirstReport + vehicle.Reports++;
            buffers.Reports[to] = _reports[i];
            buffers.Offsets[to] = _offsets[i];
            buffers.Receipts[to] = _receipts[i];
        }
    }
}
