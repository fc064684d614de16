using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState.Entries;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>
/// The times at which the vehicles of a partition must be evaluated even without a report: only those that have something open with a deadline. For vehicles
/// that are awake, evaluation sets them; for the others hot state contains them, which wakes no vehicle. Used from any thread.
/// </summary>
internal sealed class Deadlines
{
    private readonly Lock _gate = new();
    private readonly Dictionary<VehicleId, Entry> _entries = [];

    // In order of time; an entry that is no longer the queued one of its vehicle is skipped.
    private readonly PriorityQueue<VehicleId, long> _queue = new();

    /// <summary>The number of vehicles that have a deadline.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>The parts of hot state whose deadlines have been loaded.</summary>
    public PartSet Loaded { get; private set; }

    /// <summary>The deadline of a vehicle; null for none.</summary>
    public HotDue? Find(VehicleId vehicle)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(vehicle, out var entry) ? entry.Due : null;
        }
    }

    /// <summary>
    /// Loads the deadlines that hot state has: for a vehicle that has been evaluated meanwhile, the result of the evaluation takes precedence.
    /// </summary>
    public void Load(PartSet parts, IEnumerable<(VehicleId Vehicle, HotDue Due)> stored)
    {
        lock (_gate)
        {
            foreach (var (vehicle, due) in stored)
            {
                if (!_entries.ContainsKey(vehicle))
                {
                    Set(vehicle, due);
                }
            }

            Loaded = new(Loaded.Bits | parts.Bits);
        }
    }

    /// <summary>Removes vehicles that have moved to other partitions, and has hot state read again for those that have arrived.</summary>
    /// <param name="isHere">Tells which vehicles are here now.</param>
    public void Moved(Func<VehicleId, bool> isHere)
    {
        lock (_gate)
        {
            foreach (var gone in _entries.Keys.Where(v => !isHere(v)).ToList())
            {
                _entries.Remove(gone);
            }

            Loaded = default;
        }
    }

    /// <summary>Takes over the deadlines that a batch has found, and adds them to what hot state receives.</summary>
    public void Judged(PartitionWork work)
    {
        lock (_gate)
        {
            foreach (ref var vehicle in work.Vehicles)
            {
                ref var judged = ref vehicle.Judgement;
                var slot = vehicle.Slot;
                if (!judged.IsDone)
                {
                    continue;
                }

                if (vehicle.Reports > 0)
                {
                    slot.Behind = work.ReceiptsOf(vehicle)[^1] - judged.Time;
                }

                if (judged.Deadline is { } deadline)
                {
                    var behind = slot.Behind ??= BehindOf(vehicle);
                    judged.Due = new(deadline + behind, behind);
                    Set(slot.Vehicle, judged.Due.Value);
                }
                else if (_entries.Count > 0 && _entries.Remove(slot.Vehicle))
                {
                    judged.IsDueGone = true;
                }
            }
        }
    }

    /// <summary>
    /// Takes over the deadline that a re-evaluation has found; returns it in time of receipt. A deadline that a later batch may have found is not
    /// overwritten.
    /// </summary>
    public HotDue? Rejudged(VehicleSlot slot, Instant? found)
    {
        if (found is not { } deadline)
        {
            return null;
        }

        lock (_gate)
        {
            var isKnown = _entries.TryGetValue(slot.Vehicle, out var known);
            var behind = slot.Behind ?? known.Due.Behind;
            var due = new HotDue(deadline + behind, behind);
            if (!isKnown || due.At < known.Due.At)
            {
                Set(slot.Vehicle, due);
            }

            return due;
        }
    }

    /// <summary>Whether a deadline may have passed by an instant of receipt.</summary>
    public bool IsAnyDue(Instant receipt)
    {
        lock (_gate)
        {
            return _queue.TryPeek(out _, out var first) && first <= receipt.UnixMilliseconds;
        }
    }

    /// <summary>
    /// Removes the vehicles whose deadline has passed, the earliest first, and adds each with the instant in its own time. Evaluating them sets the next
    /// deadline.
    /// </summary>
    /// <param name="watermark">The instant up to which time has passed, in time of receipt.</param>
    /// <param name="most">The most vehicles to remove.</param>
    /// <param name="into">The list to add them to.</param>
    public void TakeDue(Instant watermark, int most, List<(VehicleId Vehicle, Instant Now)> into)
    {
        lock (_gate)
        {
            while (into.Count < most && _queue.TryPeek(out var vehicle, out var at) && at <= watermark.UnixMilliseconds)
            {
                _queue.Dequeue();
                if (!_entries.TryGetValue(vehicle, out var entry) || entry.Queued != at)
                {
                    continue;
                }

                if (entry.Due.At > watermark)
                {
                    Queue(vehicle, entry.Due);
                    continue;
                }

                // The deadline is found again with the state if the run ends before the vehicle is evaluated.
                _entries[vehicle] = entry with { Queued = null };
                into.Add((vehicle, entry.Due.OwnTimeAt(watermark)));
            }
        }
    }

    private TimeSpan BehindOf(in VehicleWork vehicle) => _entries.TryGetValue(vehicle.Slot.Vehicle, out var known) ? known.Due.Behind
        : TimeSpan.FromHours(vehicle.Judgement.Fix?.HoursBehind ?? 0);

    private void Set(VehicleId vehicle, HotDue due)
    {
        if (_entries.TryGetValue(vehicle, out var known) && known.Queued <= due.At.UnixMilliseconds)
        {
            // The vehicle is evaluated when the earlier entry comes up.
            _entries[vehicle] = known with { Due = due };
        }
        else
        {
            Queue(vehicle, due);
        }
    }

    private void Queue(VehicleId vehicle, HotDue due)
    {
        _entries[vehicle] = new(due, due.At.UnixMilliseconds);
        _queue.Enqueue(vehicle, due.At.UnixMilliseconds);
    }

    /// <param name="Queued">The vehicle's current entry in the queue, which may be earlier; null while the vehicle is being evaluated.</param>
    private readonly record struct Entry(HotDue Due, long? Queued);
}
