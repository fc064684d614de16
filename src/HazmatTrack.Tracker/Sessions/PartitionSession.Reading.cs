using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Tracker.Support;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>How far the partition is read, and which of its records belong to it.</summary>
internal sealed partial class PartitionSession
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Placed _placed = new(1, 1, 0);
    private volatile Task<MovedVehicles>? _moving;
    private long _lastRead = -1;
    private bool _isStartChecked;

    /// <summary>How far the log was in history when the session began: what is read up to there is read again. -1 for nothing of this log.</summary>
    public long OpenedAt { get; private set; } = -1;

    /// <summary>By which number of partitions the records belong to this one. Only once <see cref="Opening"/> is done.</summary>
    public Placed Placed => _placed;

    /// <summary>Whether the log is another than the one that history knows of: it is read from its beginning, whatever the group has committed.</summary>
    public bool IsNewLog { get; private set; }

    /// <summary>The partitions whose vehicles are yet to come to this one.</summary>
    public IReadOnlyList<int> WaitsFor { get; set; } = [];

    /// <summary>Whether the partition is read. Set by the reading thread, once history is open.</summary>
    public volatile bool IsRead;

    /// <summary>The first record that was polled and left where it is; null for none. The reading thread's alone.</summary>
    public long? LeftFrom { get; private set; }

    /// <summary>Moves vehicles, while it does. Set by the reading thread.</summary>
    public Task<MovedVehicles>? Moving
    {
        get => _moving;
        set => _moving = value;
    }

    /// <summary>
    /// Done when all vehicles of the partition are in it. What is filed is noted from then on: a revision that was noted before would leave out those
    /// that are yet to come.
    /// </summary>
    public Task Settled => _settled.Task;

    /// <summary>The last offset taken; -1 before the first. The reading thread's alone.</summary>
    public long LastRead => _lastRead;

    /// <summary>Tells how far the log was in history, and whether that is this log. Only while it is opening.</summary>
    public void OpenAt(long flushed, bool isNewLog) => (OpenedAt, FlushedOffset, IsNewLog) = (flushed, flushed, isNewLog);

    public void PlaceBy(Placed placed)
    {
        _placed = placed;
        if (!placed.IsMoving)
        {
            _settled.TrySetResult();
        }
    }

    /// <summary>Takes over what has come with vehicles from other partitions, and forgets those that have gone. Only while nothing of it is in flight.</summary>
    public void Take(MovedVehicles moved)
    {
        PlaceBy(moved.Placed);
        foreach (var gone in Notes.Keys.Concat(_setAside.Keys).Where(v => !Owns(v)).ToList())
        {
            Notes.Remove(gone);
            _setAside.TryRemove(gone, out _);
        }

        for (var place = 0; place < _slots.Count; place++)
        {
            if (_slots[place] is { } slot && !Owns(slot.Vehicle))
            {
                // Its new owner has it; the end of this session must not release it.
                Forget(place);
            }
        }

        foreach (var quarantine in moved.Quarantines)
        {
            _setAside.TryAdd(quarantine.Vehicle, new(quarantine, isStored: true));
        }

        Noted(moved.Notes);
        Deadlines.Moved(Owns);
    }

    /// <summary>Whether a vehicle's reports are judged in this partition now.</summary>
    public bool Owns(VehicleId vehicle) => TopicState.HomeOf(vehicle, _placed.Before) == Partition;

    /// <summary>
    /// Whether the next record is taken. One that is not stays in the log, and all that follow: the partition is not open yet, or the vehicles must move
    /// before. The reading thread's alone.
    /// </summary>
    /// <exception cref="TrackingFault">It comes before one that was taken: the topic was deleted and created again.</exception>
    public bool Takes(long offset)
    {
        if (offset <= _lastRead)
        {
            throw new TrackingFault(
                $"Partition {Partition} of positions gave offset {offset} after {_lastRead}: the topic was deleted and created again. It is read from its beginning.");
        }

        if (LeftFrom is not null || !IsRead || (_placed.IsMoving && offset >= _placed.Cut))
        {
            LeftFrom ??= offset;
            return false;
        }

        if (!_isStartChecked)
        {
            _isStartChecked = true;
            if (OpenedAt >= 0 && offset > OpenedAt + 1)
            {
                // The group has committed more than is stored, as after a database was restored: the rest is read again, if it is still there.
                LeftFrom = OpenedAt + 1;
                return false;
            }
        }

        _lastRead = offset;
        return true;
    }

    /// <summary>What is done with a record of a vehicle. The reading thread's alone.</summary>
    public RecordPlace PlaceOf(VehicleKeyEntry vehicle, long offset)
    {
        var placed = _placed;
        return vehicle.HomeIn(placed.At(offset)) == Partition ? RecordPlace.Here
            : offset < placed.Cut && !placed.IsMoving && offset <= OpenedAt ? RecordPlace.Moved
            : RecordPlace.Elsewhere;
    }

    /// <summary>Goes on with the record that was left first; answers it, or null. The reading thread's alone.</summary>
    public long? GoOn()
    {
        var from = LeftFrom;
        LeftFrom = null;
        IsRead = true;
        return from;
    }

    /// <summary>The slots of the vehicles that belong elsewhere by a number of partitions. The reading thread's alone.</summary>
    public VehicleSlot[] SlotsMovingBy(int partitions) => [.. Slots.Where(s => TopicState.HomeOf(s.Vehicle, partitions) != Partition)];
}
