using System.Collections.Concurrent;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.HotState.Entries;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>One partition of <c>positions</c> in the hands of this silo, from its assignment until it goes.</summary>
internal sealed partial class PartitionSession : IDisposable
{
    private static long s_sessions;

    private readonly Func<VehicleId, VehicleSlot> _newSlot;
    private readonly List<VehicleSlot?> _slots = [];
    private readonly Stack<int> _free = [];
    private readonly Dictionary<VehicleId, int> _places = [];
    private readonly CancellationTokenSource _dropped = new();
    private readonly ConcurrentDictionary<VehicleId, QuarantineMark> _setAside = [];
    private readonly ConcurrentQueue<PendingRejudge> _noted = [];
    private IHistoryPartition? _history;
    private uint _trustedParts;
    private long _flushed = TrackPoint.UnknownOffset;
    private long _judgedOtherwiseSince = long.MaxValue;
    private IReadOnlyDictionary<VehicleId, long> _ahead = new Dictionary<VehicleId, long>();
    private long _aheadTo = TrackPoint.UnknownOffset;

    /// <param name="partition">Its number.</param>
    /// <param name="open">Opens its history; tried again until it succeeds or the session is dropped.</param>
    /// <param name="newSlot">Makes a vehicle known.</param>
    public PartitionSession(
        int partition, Func<PartitionSession, CancellationToken, Task<IHistoryPartition>> open, Func<VehicleId, VehicleSlot> newSlot)
    {
        Partition = partition;
        _newSlot = newSlot;
        Gone = _dropped.Token;
        Opening = Task.Run(async () => _history = await open(this, Gone), Gone);
    }

    public int Partition { get; }

    /// <summary>Done when history is open; cancelled when the session was dropped before.</summary>
    public Task Opening { get; }

    /// <summary>Cancelled when the session is dropped.</summary>
    public CancellationToken Gone { get; }

    /// <summary>The partition is no longer ours, or the fence fell: what is in flight for it is dropped.</summary>
    public bool IsDropped => Gone.IsCancellationRequested;

    /// <summary>Another silo took the partition's history over while the group still gives it to this one.</summary>
    public bool IsFenced { get; private set; }

    public bool IsOpen => _history is not null && !IsDropped;

    /// <summary>Neither open yet nor dropped: what is read of it waits, and nothing else does.</summary>
    public bool IsOpening => !Opening.IsCompleted && !IsDropped;

    /// <summary>Only once <see cref="Opening"/> is done.</summary>
    public IHistoryPartition History => _history ?? throw new InvalidOperationException($"Partition {Partition} is not open yet.");

    /// <summary>The topic as it was when the session began. Only once <see cref="Opening"/> is done.</summary>
    public TopicState? Topic { get; private set; }

    /// <summary>The log that is read. Only once <see cref="Opening"/> is done.</summary>
    public LogId Log { get; private set; }

    /// <summary>By how many partitions the vehicles were placed when the session began. Only once <see cref="Opening"/> is done.</summary>
    public int Partitions { get; private set; }

    public Ownership Owner => new(Partition, History.Epoch, Log.Incarnation, Partitions);

    /// <summary>History holds the partition up to this offset; -1 for nothing of this log.</summary>
    public long FlushedOffset
    {
        get => Volatile.Read(ref _flushed);
        set => Volatile.Write(ref _flushed, value);
    }

    /// <summary>The parts of hot state that may be believed: not after Redis lost something of them, until all has been written again.</summary>
    public PartSet TrustedParts
    {
        get => new(Volatile.Read(ref _trustedParts));
        set => Volatile.Write(ref _trustedParts, value.Bits);
    }

    /// <summary>
    /// From which event time on vehicles may stand as other parameters of the rules have judged them, and are still to be noted for that; null where none do.
    /// </summary>
    public Instant? JudgedOtherwiseSince
    {
        get => Volatile.Read(ref _judgedOtherwiseSince) is var since and < long.MaxValue ? new(since) : null;
        set => Volatile.Write(ref _judgedOtherwiseSince, value?.UnixMilliseconds ?? long.MaxValue);
    }

    /// <summary>In whose name alerts are told. Only once <see cref="Opening"/> is done.</summary>
    public AlertOwner AlertOwner { get; private set; }

    /// <summary>A place in the log that is read.</summary>
    public LogPosition At(long offset) => new(Log.Incarnation, Partition, offset);

    /// <summary>Tells which log is read, and by how many partitions its vehicles are placed as yet. Only while it is opening.</summary>
    public void Reads(TopicState topic, int partitions) => (Topic, Log, Partitions) = (topic, new(topic.Incarnation, Partition), partitions);

    /// <summary>Tells what the take-over of the alerts found. Only while it is opening.</summary>
    public void TookAlertsOver(AlertTakeOver found)
    {
        AlertOwner = found.Owner;
        _ahead = found.BeyondHistory;
        _aheadTo = found.BeyondHistory.Count > 0 ? found.BeyondHistory.Values.Max() : TrackPoint.UnknownOffset;
    }

    /// <summary>Which of its vehicles are to be looked at when no report comes of them, and when.</summary>
    public Deadlines Deadlines { get; } = new();

    /// <summary>Up to when time has passed for the partition, in time of receipt: everything received before is read. The reading thread's alone.</summary>
    public Instant? Watermark { get; private set; }

    /// <summary>
    /// Time has passed up to an instant for whoever has read the log to its end. What is not read yet may fill every silence: then no time passes here. The
    /// reading thread's alone.
    /// </summary>
    /// <param name="now">The time of the ingest before the log was asked; null where it is not known.</param>
    /// <param name="low">The first offset that the log holds.</param>
    /// <param name="high">The next offset that will be written to it.</param>
    public void Pass(Instant? now, long low, long high)
    {
        var next = Math.Max(_lastRead, FlushedOffset) + 1;

        // A log that ends before what was read of it is another one, of which nothing was read yet.
        if (high >= next && high <= Math.Max(low, next) && now is not null && !(Watermark >= now))
        {
            Watermark = now;
        }
    }

    /// <summary>Whether the owner before has told things of the vehicle that rest on reports which are not in history yet.</summary>
    public bool IsAhead(VehicleId vehicle) =>
        _aheadTo > FlushedOffset && _ahead.TryGetValue(vehicle, out var reach) && reach > FlushedOffset;

    /// <summary>Vehicles to be judged again that are waiting for their turn. The sinks' alone, once open.</summary>
    public Dictionary<VehicleId, PendingRejudge> Notes { get; } = [];

    /// <summary>These vehicles are noted to be judged again. From any thread.</summary>
    public void Noted(IEnumerable<PendingRejudge> notes)
    {
        foreach (var note in notes)
        {
            _noted.Enqueue(note);
        }
    }

    /// <summary>Takes what was <see cref="Noted"/> among the <see cref="Notes"/>. The sinks' alone.</summary>
    public void TakeNoted()
    {
        while (_noted.TryDequeue(out var note))
        {
            // A late report may have widened it meanwhile. Released, a vehicle is noted anew; moved, it is judged again where it is.
            if (Owns(note.Vehicle) && !IsSetAside(note.Vehicle) && (!Notes.TryGetValue(note.Vehicle, out var known) || known.Id < note.Id))
            {
                Notes[note.Vehicle] = note;
            }
        }
    }

    /// <summary>Its own in this process, from 1.</summary>
    public long Number { get; } = Interlocked.Increment(ref s_sessions);

    /// <summary>The vehicles that are not judged.</summary>
    public IEnumerable<QuarantineMark> SetAsides => _setAside.Values;

    public int SetAsideCount => _setAside.IsEmpty ? 0 : _setAside.Count;

    /// <summary>All vehicles that are awake in this ownership. The reading thread's alone.</summary>
    public IEnumerable<VehicleSlot> Slots => _slots.OfType<VehicleSlot>();

    /// <summary>How many places there are for slots, some of them empty.</summary>
    public int Places => _slots.Count;

    /// <summary>The vehicle's slot. The reading thread's alone.</summary>
    public VehicleSlot Slot(VehicleId vehicle) => _slots[Place(vehicle)]!;

    /// <summary>The slot in a place; null where the vehicle that had it sleeps, and no other has it. The reading thread's alone.</summary>
    public VehicleSlot? At(int place) => _slots[place];

    /// <summary>Where the vehicle's is; it is made where there is none. The reading thread's alone.</summary>
    public int Place(VehicleId vehicle)
    {
        if (!_places.TryGetValue(vehicle, out var place))
        {
            var slot = _newSlot(vehicle);
            slot.Quarantine = _setAside.GetValueOrDefault(vehicle);
            if (_free.TryPop(out place))
            {
                _slots[place] = slot;
            }
            else
            {
                place = _slots.Count;
                _slots.Add(slot);
            }

            _places.Add(vehicle, place);
        }

        return place;
    }

    /// <summary>The vehicle in this place sleeps. The reading thread's alone.</summary>
    public void Forget(int place)
    {
        if (_slots[place] is { } slot)
        {
            _places.Remove(slot.Vehicle);
            _slots[place] = null;
            _free.Push(place);
        }
    }

    /// <summary>Takes over what an owner before has set aside. Only while it is opening.</summary>
    public void Restore(IEnumerable<Quarantine> quarantines)
    {
        foreach (var quarantine in quarantines)
        {
            _setAside[quarantine.Vehicle] = new(quarantine, isStored: true);
        }
    }

    /// <summary>Sets a vehicle aside from now on; false where it is already.</summary>
    public bool SetAside(VehicleSlot slot, Quarantine quarantine)
    {
        slot.Local = null;
        if (slot.IsSetAside)
        {
            return false;
        }

        slot.Quarantine = _setAside[slot.Vehicle] = new(quarantine, isStored: false);
        return true;
    }

    /// <summary>The vehicle is judged again, and what is to be judged again of it is known. From any thread.</summary>
    public void Release(VehicleId vehicle, PendingRejudge? note)
    {
        if (_setAside.TryRemove(vehicle, out var mark))
        {
            mark.End();
        }

        if (note is not null)
        {
            _noted.Enqueue(note);
        }
    }

    /// <summary>Whether a vehicle is not judged now.</summary>
    public bool IsSetAside(VehicleId vehicle) => !_setAside.IsEmpty && _setAside.ContainsKey(vehicle);

    public void Drop() => _dropped.Cancel();

    public void Fence()
    {
        IsFenced = true;
        Drop();
    }

    public void Dispose() => _dropped.Dispose();
}
