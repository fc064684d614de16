using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState.Entries;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>
/// When the vehicles of a partition have to be looked at though no report of them comes: those alone that have something open with a deadline. Known of
/// vehicles that are awake by judging them, and of the others by hot state, which wakes nobody. From any thread.
/// </summary>
internal sealed class Deadlines
{
    private readonly Lock _gate = new();
    private readonly Dictionary<VehicleId, Entry> _entries = [];

    // In order of time; an entry that is not the vehicle's queued one any more is passed over.
    private readonly PriorityQueue<VehicleId, long> _queue = new();

    /// <summary>How many vehicles have one.</summary>
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

    /// <summary>The parts of hot state whose deadlines have been taken in.</summary>
    public PartSet Loaded { get; private set; }

    /// <summary>What is known of a vehicle; null for no deadline.</summary>
    public HotDue? Find(VehicleId vehicle)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(vehicle, out var entry) ? entry.Due : null;
        }
    }

    /// <summary>Takes in what hot state has: of a vehicle that has been judged meanwhile, judging knows better.</summary>
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

    /// <summary>Forgets vehicles that have moved to other partitions, and has hot state asked again for those that have come.</summary>
    /// <param name="isHere">Which are here now.</param>
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

    /// <summary>Takes in what a batch has found, and tells hot state of it.</summary>
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
    /// Takes in what judging a vehicle again has found; answers it in time of receipt. What a batch may have found since is not overwritten by a later one.
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

    /// <summary>Takes those out whose deadline has passed, the earliest first: each with the instant in its own time. Judging them sets the next.</summary>
    /// <param name="watermark">Up to when time has passed, in time of receipt.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="into">Added here.</param>
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

                // Found again with the state if the run ends before it is judged.
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
            // It is looked at when the earlier one comes up.
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

    /// <param name="Due">When.</param>
    /// <param name="Queued">The place in the queue that counts, which may be earlier; null while it is being judged.</param>
    private readonly record struct Entry(HotDue Due, long? Queued);
}
