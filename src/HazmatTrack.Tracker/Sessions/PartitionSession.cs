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

/// <summary>One partition of <c>positions</c> owned by this silo, from its assignment until it is given up.</summary>
internal sealed partial class PartitionSession : IDisposable
{
    /// <summary>Places that are kept however few vehicles are awake.</summary>
    private const int Spare = 256;

    private static long s_sessions;

    private readonly Func<VehicleId, VehicleSlot> _newSlot;
    private readonly List<VehicleSlot?> _slots = [];
    private readonly Stack<int> _free = [];
    private readonly Dictionary<VehicleId, int> _places = [];
    private readonly CancellationTokenSource _dropped = new();
    private readonly ConcurrentDictionary<VehicleId, QuarantineMark> _setAside = [];
    private readonly ConcurrentDictionary<VehicleId, LackingEvidence> _lacking = [];
    private readonly ConcurrentQueue<PendingRejudge> _noted = [];

    // Whether any vehicle lacked evidence when the session began: the usual case needs no look-up.
    private volatile bool _lacksAny;
    private IHistoryPartition? _history;
    private uint _trustedParts;
    private long _flushed = TrackPoint.UnknownOffset;
    private long _judgedOtherwiseSince = long.MaxValue;
    private IReadOnlyDictionary<VehicleId, long> _ahead = new Dictionary<VehicleId, long>();
    private long _aheadTo = TrackPoint.UnknownOffset;

    /// <param name="open">Opens the history; retried until it succeeds or the session is dropped.</param>
    /// <param name="newSlot">Creates the slot of a vehicle.</param>
    public PartitionSession(
        int partition, Func<PartitionSession, CancellationToken, Task<IHistoryPartition>> open, Func<VehicleId, VehicleSlot> newSlot)
    {
        Partition = partition;
        _newSlot = newSlot;
        Gone = _dropped.Token;
        Opening = Task.Run(async () => _history = await open(this, Gone), Gone);
    }

    public int Partition { get; }

    /// <summary>Completes when history is open; cancelled when the session was dropped before.</summary>
    public Task Opening { get; }

    /// <summary>Cancelled when the session is dropped.</summary>
    public CancellationToken Gone { get; }

    /// <summary>Completes when its history is let go of after it was dropped.</summary>
    public Task Closing { get; private set; } = Task.CompletedTask;

    /// <summary>Whether the partition is no longer owned, or is fenced: what is in flight for it is dropped.</summary>
    public bool IsDropped => Gone.IsCancellationRequested;

    /// <summary>Whether another silo took over the partition's history while the group still assigns it to this one.</summary>
    public bool IsFenced { get; private set; }

    public bool IsOpen => _history is not null && !IsDropped;

    /// <summary>Whether the partition is neither open yet nor dropped: its records wait, and nothing else does.</summary>
    public bool IsOpening => !Opening.IsCompleted && !IsDropped;

    /// <summary>The history. Only once <see cref="Opening"/> is done.</summary>
    public IHistoryPartition History => _history ?? throw new InvalidOperationException($"Partition {Partition} is not open yet.");

    /// <summary>The topic as it was when the session began. Only once <see cref="Opening"/> is done.</summary>
    public TopicState? Topic { get; private set; }

    /// <summary>The log that is read. Only once <see cref="Opening"/> is done.</summary>
    public LogId Log { get; private set; }

    /// <summary>The number of partitions by which the vehicles were placed when the session began. Only once <see cref="Opening"/> is done.</summary>
    public int Partitions { get; private set; }

    public Ownership Owner => new(Partition, History.Epoch, Log.Incarnation, Partitions);

    /// <summary>The offset up to which history has the partition; -1 for nothing of this log.</summary>
    public long FlushedOffset
    {
        get => Volatile.Read(ref _flushed);
        set => Volatile.Write(ref _flushed, value);
    }

    /// <summary>The parts of hot state that can be trusted: after Redis has lost some of a part, only once all of it has been written again.</summary>
    public PartSet TrustedParts
    {
        get => new(Volatile.Read(ref _trustedParts));
        set => Volatile.Write(ref _trustedParts, value.Bits);
    }

    /// <summary>
    /// The event time from which the stored findings of vehicles may come from other parameters of the rules, while the vehicles are still to be noted for
    /// re-evaluation; null where none do.
    /// </summary>
    public Instant? JudgedOtherwiseSince
    {
        get => Volatile.Read(ref _judgedOtherwiseSince) is var since and < long.MaxValue ? new(since) : null;
        set => Volatile.Write(ref _judgedOtherwiseSince, value?.UnixMilliseconds ?? long.MaxValue);
    }

    /// <summary>The owner in whose name alerts are stored. Only once <see cref="Opening"/> is done.</summary>
    public AlertOwner AlertOwner { get; private set; }

    /// <summary>A position in the log that is read.</summary>
    public LogPosition At(long offset) => new(Log.Incarnation, Partition, offset);

    /// <summary>
    /// Sets the log that is read, and the number of partitions by which its vehicles are placed so far. Only while the partition is opening.
    /// </summary>
    public void Reads(TopicState topic, int partitions) => (Topic, Log, Partitions) = (topic, new(topic.Incarnation, Partition), partitions);

    /// <summary>Sets what the take-over of the alerts found. Only while the partition is opening.</summary>
    public void TookAlertsOver(AlertTakeOver found)
    {
        AlertOwner = found.Owner;
        _ahead = found.BeyondHistory;
        _aheadTo = found.BeyondHistory.Count > 0 ? found.BeyondHistory.Values.Max() : TrackPoint.UnknownOffset;
    }

    /// <summary>The vehicles that must be evaluated even without a report, and when.</summary>
    public Deadlines Deadlines { get; } = new();

    /// <summary>
    /// The instant up to which time has passed for the partition, in time of receipt: everything received before is read. Used by the reading thread only.
    /// </summary>
    public Instant? Watermark { get; private set; }

    /// <summary>
    /// Advances the watermark to an instant where the log has been read to its end. Records that are not read yet may fill every silence: then no time passes
    /// here. Used by the reading thread only.
    /// </summary>
    /// <param name="now">The time of the ingest before the offsets were queried; null where it is not known.</param>
    /// <param name="low">The first offset that the log contains.</param>
    /// <param name="high">The next offset that will be written to it.</param>
    public void Pass(Instant? now, long low, long high)
    {
        var next = Math.Max(_lastRead, FlushedOffset) + 1;

        // A log that ends before the last offset read is another log, of which nothing was read yet.
        if (high >= next && high <= Math.Max(low, next) && now is not null && !(Watermark >= now))
        {
            Watermark = now;
        }
    }

    /// <summary>Whether the previous owner has emitted findings of the vehicle that rest on reports which are not in history yet.</summary>
    public bool IsAhead(VehicleId vehicle) =>
        (_aheadTo > FlushedOffset && _ahead.TryGetValue(vehicle, out var reach) && reach > FlushedOffset)
        || (LackingOf(vehicle) is { } lacking && lacking.Until > (NewestOf(vehicle) ?? default));

    /// <summary>Sets that alerts of a vehicle rest on reports of an ended log which history does not have. Only while the partition is opening.</summary>
    public void LackEvidence(VehicleId vehicle, LackingEvidence lacking)
    {
        _lacking[vehicle] = lacking;
        _lacksAny = true;
    }

    /// <summary>The reports of ended logs that alerts of the vehicle rest on and history does not have; null where there are none.</summary>
    public LackingEvidence? LackingOf(VehicleId vehicle) => _lacksAny ? _lacking.GetValueOrDefault(vehicle) : null;

    /// <summary>The vehicle's alerts follow from history again.</summary>
    public void FollowsFromHistory(VehicleId vehicle) => _lacking.TryRemove(vehicle, out _);

    /// <summary>Vehicles to be re-evaluated that wait for their turn. Used by the sinks only, once open.</summary>
    public Dictionary<VehicleId, PendingRejudge> Notes { get; } = [];

    /// <summary>Adds vehicles that are noted for re-evaluation. Called from any thread.</summary>
    public void Noted(IEnumerable<PendingRejudge> notes)
    {
        foreach (var note in notes)
        {
            _noted.Enqueue(note);
        }
    }

    /// <summary>Moves what was <see cref="Noted"/> to the <see cref="Notes"/>. Used by the sinks only.</summary>
    public void TakeNoted()
    {
        while (_noted.TryDequeue(out var note))
        {
            // One that has moved is re-evaluated there.
            if (Owns(note.Vehicle))
            {
                Note(note);
            }
        }
    }

    /// <summary>
    /// Adds a note to the <see cref="Notes"/>. They come from storing and from what works next to it, in any order: of two notes of a vehicle the newer
    /// includes the other. A vehicle that is released from quarantine is noted again. Used by the sinks only.
    /// </summary>
    public void Note(PendingRejudge note)
    {
        if (!IsSetAside(note.Vehicle) && (!Notes.TryGetValue(note.Vehicle, out var known) || known.Id < note.Id))
        {
            Notes[note.Vehicle] = note;
        }
    }

    /// <summary>The session's number in this process, from 1.</summary>
    public long Number { get; } = Interlocked.Increment(ref s_sessions);

    /// <summary>The vehicles in quarantine, which are not evaluated.</summary>
    public IEnumerable<QuarantineMark> SetAsides => _setAside.Values;

    public int SetAsideCount => _setAside.IsEmpty ? 0 : _setAside.Count;

    /// <summary>All vehicles that are awake in this ownership. Used by the reading thread only.</summary>
    public IEnumerable<VehicleSlot> Slots => _slots.OfType<VehicleSlot>();

    /// <summary>The number of places for slots, some of them empty.</summary>
    public int Places => _slots.Count;

    /// <summary>How many vehicles have a slot.</summary>
    public int Awake => _slots.Count - _free.Count;

    /// <summary>The vehicle's slot. Used by the reading thread only.</summary>
    public VehicleSlot Slot(VehicleId vehicle) => _slots[Place(vehicle)]!;

    /// <summary>The slot in a place; null where the vehicle that had it sleeps, and no other has it. Used by the reading thread only.</summary>
    public VehicleSlot? At(int place) => _slots[place];

    /// <summary>The place of the vehicle's slot, which is created where there is none. Used by the reading thread only.</summary>
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

    /// <summary>Removes the slot in this place: its vehicle sleeps. Used by the reading thread only.</summary>
    public void Forget(int place)
    {
        if (_slots[place] is { } slot)
        {
            _places.Remove(slot.Vehicle);
            _slots[place] = null;
            _free.Push(place);
        }
    }

    /// <summary>Whether the vehicle has a slot. Used by the reading thread only.</summary>
    public bool IsAwake(VehicleId vehicle) => _places.ContainsKey(vehicle);

    /// <summary>Releases memory for many more vehicles than are awake, after many have gone to sleep. Used by the reading thread only.</summary>
    public void TrimPlaces()
    {
        if (_places.Capacity > Spare && _places.Capacity > 4 * _places.Count)
        {
            _places.TrimExcess(2 * _places.Count);
        }
    }

    /// <summary>Takes over the quarantines of a previous owner. Only while the partition is opening.</summary>
    public void Restore(IEnumerable<Quarantine> quarantines)
    {
        foreach (var quarantine in quarantines)
        {
            _setAside[quarantine.Vehicle] = new(quarantine, isStored: true);
        }
    }

    /// <summary>Puts a vehicle in quarantine; returns false where it is in quarantine already.</summary>
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

    /// <summary>Releases a vehicle from quarantine, with the note of what is to be re-evaluated. Called from any thread.</summary>
    public void Release(VehicleId vehicle, PendingRejudge? note)
    {
        if (_setAside.TryRemove(vehicle, out var mark))
        {
            mark.End();
        }

        if (LackingOf(vehicle) is { } lacking)
        {
            // An operator who has it evaluated again does not wait for reports that may never come.
            _lacking[vehicle] = lacking with { Until = default };
        }

        if (note is not null)
        {
            _noted.Enqueue(note);
        }
    }

    /// <summary>Whether a vehicle is in quarantine now.</summary>
    public bool IsSetAside(VehicleId vehicle) => !_setAside.IsEmpty && _setAside.ContainsKey(vehicle);

    /// <summary>Ends the session. Its history writes nothing more, and no longer counts towards the memory of late points.</summary>
    public void Drop()
    {
        _dropped.Cancel();
        Closing = CloseAsync();
    }

    public void Fence()
    {
        IsFenced = true;
        Drop();
    }

    public void Dispose() => _dropped.Dispose();

    private Instant? NewestOf(VehicleId vehicle) =>
        History.OpenPoints(vehicle) is [.., var last] && !(History.SealedTo(vehicle) > last.Time) ? last.Time : History.SealedTo(vehicle);

    private async Task CloseAsync()
    {
        await Opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_history is { } history)
        {
            await history.DisposeAsync();
        }
    }
}
