using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Tracker.Support;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>The offset up to which the partition is read, and which of its records belong to it.</summary>
internal sealed partial class PartitionSession
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Placed _placed = new(1, 1, 0);
    private volatile Task<MovedVehicles>? _moving;
    private long _lastRead = -1;
    private bool _isStartChecked;

    /// <summary>The offset up to which history had the log when the session began: records up to there are read again. -1 for nothing of this log.</summary>
    public long OpenedAt { get; private set; } = -1;

    /// <summary>The number of partitions by which records belong to this one. Only once <see cref="Opening"/> is done.</summary>
    public Placed Placed => _placed;

    /// <summary>
    /// Whether the log is another than the one that history knows: it is read from its beginning, regardless of the group's committed offset.
    /// </summary>
    public bool IsNewLog { get; private set; }

    /// <summary>The partitions whose vehicles are still to arrive here.</summary>
    public IReadOnlyList<int> WaitsFor { get; set; } = [];

    /// <summary>Whether the partition is read. Set by the reading thread, once history is open.</summary>
    public volatile bool IsRead;

    /// <summary>The first record that was polled and left in the log; null for none. Used by the reading thread only.</summary>
    public long? LeftFrom { get; private set; }

    /// <summary>The task that moves vehicles, while it runs. Set by the reading thread.</summary>
    public Task<MovedVehicles>? Moving
    {
        get => _moving;
        set => _moving = value;
    }

    /// <summary>
    /// Completes when all vehicles of the partition have arrived. Filings are noted from then on: a revision noted earlier would leave out those that are
    /// still to arrive.
    /// </summary>
    public Task Settled => _settled.Task;

    /// <summary>The last offset taken; -1 before the first. Used by the reading thread only.</summary>
    public long LastRead => _lastRead;

    /// <summary>Sets the offset up to which history had the log, and whether the log is a new one. Only while the partition is opening.</summary>
    public void OpenAt(long flushed, bool isNewLog) => (OpenedAt, FlushedOffset, IsNewLog) = (flushed, flushed, isNewLog);

    public void PlaceBy(Placed placed)
    {
        _placed = placed;
        if (!placed.IsMoving)
        {
            _settled.TrySetResult();
        }
    }

    /// <summary>
    /// Takes over what has arrived with vehicles from other partitions, and removes vehicles that have moved. Only while nothing of it is in flight.
    /// </summary>
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
                // The new owner of the vehicle has it; the end of this session must not release it.
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

    /// <summary>Whether a vehicle's reports are evaluated in this partition now.</summary>
    public bool Owns(VehicleId vehicle) => TopicState.HomeOf(vehicle, _placed.Before) == Partition;

    /// <summary>
    /// Whether the next record is taken. A record that is not taken stays in the log, with all that follow: the partition is not open yet, or the vehicles
    /// must move first. Used by the reading thread only.
    /// </summary>
    /// <exception cref="TrackingFault">The record comes before one that was taken: the topic was deleted and created again.</exception>
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
                // The group has committed more than is stored, as after a database was restored: the rest is read again, if it still exists.
                LeftFrom = OpenedAt + 1;
                return false;
            }
        }

        _lastRead = offset;
        return true;
    }

    /// <summary>Where a record of a vehicle is evaluated. Used by the reading thread only.</summary>
    public RecordPlace PlaceOf(VehicleKeyEntry vehicle, long offset)
    {
        var placed = _placed;
        return vehicle.HomeIn(placed.At(offset)) == Partition ? RecordPlace.Here
            : offset < placed.Cut && !placed.IsMoving && offset <= OpenedAt ? RecordPlace.Moved
            : RecordPlace.Elsewhere;
    }

    /// <summary>Continues with the record that was left first; returns its offset, or null. Used by the reading thread only.</summary>
    public long? GoOn()
    {
        var from = LeftFrom;
        LeftFrom = null;
        IsRead = true;
        return from;
    }

    /// <summary>The slots of the vehicles that belong to other partitions by a number of partitions. Used by the reading thread only.</summary>
    public VehicleSlot[] SlotsMovingBy(int partitions) => [.. Slots.Where(s => TopicState.HomeOf(s.Vehicle, partitions) != Partition)];
}
