using System.Collections.Concurrent;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Tracker.Documents;

/// <summary>
/// The documents of the vehicles that are awake in this silo: read with their state, kept up with what is filed for them, and let go some time after them.
/// Of all other vehicles nothing is held.
/// </summary>
/// <remarks>
/// What is held of a vehicle is never older than the revision that is judged by. The registry's counter is read before the documents, and a vehicle is
/// listed here before that: a filing before the counter was read is among the documents; of one after it <see cref="FollowAsync"/> finds the vehicle listed
/// and reads it again before the filing's revision is judged by. Of two readings that overlap the one with the later counter stays.
/// </remarks>
internal sealed class HeldDocuments(IRegistryStore registry, TimeProvider time)
{
    /// <summary>Vehicles asked for in one question.</summary>
    private const int AtATime = 1000;

    /// <summary>What a report of these days may be judged by is read at once; what an older one needs when it is judged.</summary>
    private static readonly TimeSpan s_recent = TimeSpan.FromDays(7);

    /// <summary>How long the documents of a vehicle are kept that is not awake: it may be about to be.</summary>
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<VehicleId, Held> _vehicles = [];

    /// <summary>Filings looked at in one question.</summary>
    private const long FiledAtATime = 50_000;

    /// <summary>How many vehicles there are.</summary>
    public int Count => _vehicles.Count;

    /// <inheritdoc cref="IDocumentSource.OwnOf"/>
    public DocumentSets? Find(VehicleId vehicle, Instant since) => _vehicles.TryGetValue(vehicle, out var held) ? held.From(since) : null;

    /// <inheritdoc cref="IDocumentSource.HoldAsync"/>
    public async Task HoldAsync(IReadOnlyCollection<VehicleId> vehicles, Instant? since, CancellationToken cancellation)
    {
        var from = since ?? new(long.MinValue);

        // A second time where a filing came in between that was read without what is wanted.
        while (Missing(vehicles, from) is { Count: > 0 } missing)
        {
            foreach (var some in missing.Chunk(AtATime))
            {
                await ReadAsync(some, from, cancellation);
            }
        }
    }

    /// <inheritdoc cref="IDocumentSource.Needs"/>
    public void Needs(VehicleId vehicle, Instant since)
    {
        if (_vehicles.TryGetValue(vehicle, out var held))
        {
            held.NeededSince = since;
        }
    }

    /// <summary>Reads again what was filed after a revision, up to another, for the vehicles that are held.</summary>
    public async Task FollowAsync(long after, long upTo, CancellationToken cancellation)
    {
        if (_vehicles.IsEmpty)
        {
            return;
        }

        for (; after < upTo; after += FiledAtATime)
        {
            var filed = await registry.VehiclesFiledForAsync(after, Math.Min(after + FiledAtATime, upTo), cancellation);
            await ReadAgainAsync(filed.Where(_vehicles.ContainsKey), cancellation);
        }
    }

    /// <summary>Reads everything that is held again: the registry is another one than it was.</summary>
    public Task BeginAgainAsync(CancellationToken cancellation)
    {
        foreach (var held in _vehicles.Values)
        {
            held.Doubt();
        }

        return ReadAgainAsync(_vehicles.Keys, cancellation);
    }

    /// <summary>Lets go of vehicles that are not awake, and were not asked for in a while.</summary>
    public void Trim(Func<VehicleId, bool> isAwake)
    {
        foreach (var (vehicle, held) in _vehicles)
        {
            if (!isAwake(vehicle) && time.GetElapsedTime(held.UsedAt) > s_idle)
            {
                _vehicles.TryRemove(new(vehicle, held));
            }
        }
    }

    /// <summary>How many documents are held, by kind.</summary>
    public Dictionary<string, int> Counts() => _vehicles.Values.SelectMany(h => h.From(new(long.MaxValue))?.All ?? []).CountBy(d => d.Kind).ToDictionary();

    /// <summary>Those that are not held from so early on; all are listed from now on.</summary>
    private List<VehicleId> Missing(IReadOnlyCollection<VehicleId> vehicles, Instant from)
    {
        var missing = new List<VehicleId>();
        foreach (var vehicle in vehicles)
        {
            var held = _vehicles.GetOrAdd(vehicle, _ => new());
            held.AskedAt(time.GetTimestamp());
            if (held.From(from) is null)
            {
                missing.Add(vehicle);
            }
        }

        return missing;
    }

    private async Task ReadAgainAsync(IEnumerable<VehicleId> vehicles, CancellationToken cancellation)
    {
        var recent = Recent();
        foreach (var group in vehicles.GroupBy(v => _vehicles.TryGetValue(v, out var held) ? held.ReadAgainSince(recent) : recent))
        {
            foreach (var some in group.Chunk(AtATime))
            {
                await ReadAsync(some, group.Key, cancellation);
            }
        }
    }

    private async Task ReadAsync(VehicleId[] vehicles, Instant since, CancellationToken cancellation)
    {
        // Never less than the last days: most of the vehicles of a batch need the same.
        since = Instant.Earlier(since, Recent());
        var (revision, documents) = await registry.OfVehiclesAsync(vehicles, since.UnixMilliseconds == long.MinValue ? null : since, cancellation);
        var byVehicle = documents.ToLookup(d => d.Vehicle);
        foreach (var vehicle in vehicles)
        {
            if (_vehicles.TryGetValue(vehicle, out var held))
            {
                held.Take(DocumentSets.From(byVehicle[vehicle]), since, revision);
            }
        }
    }

    private Instant Recent() => Instant.From(time.GetUtcNow() - s_recent);

    /// <summary>The documents of one vehicle.</summary>
    private sealed class Held
    {
        private readonly Lock _gate = new();

        // Null before they are read for the first time.
        private DocumentSets? _own;
        private Instant _since = new(long.MaxValue);
        private long _revision = -1;
        private Instant? _neededSince;
        private long _usedAt;

        public long UsedAt => Volatile.Read(ref _usedAt);

        public Instant NeededSince
        {
            set
            {
                lock (_gate)
                {
                    _neededSince = value;
                }
            }
        }

        /// <summary>Somebody is about to judge by them: what was needed before says nothing of what will be.</summary>
        public void AskedAt(long timestamp)
        {
            lock (_gate)
            {
                _neededSince = null;
            }

            Volatile.Write(ref _usedAt, timestamp);
        }

        /// <summary>The documents; null where they are not read from so early on.</summary>
        public DocumentSets? From(Instant since)
        {
            lock (_gate)
            {
                return _since <= since ? _own : null;
            }
        }

        /// <summary>From when on they are read again: not from earlier than anything still needs.</summary>
        public Instant ReadAgainSince(Instant recent)
        {
            lock (_gate)
            {
                return Instant.Earlier(_neededSince is { } needed ? Instant.Later(needed, _since) : _since, recent);
            }
        }

        public void Doubt()
        {
            lock (_gate)
            {
                _revision = -1;
            }
        }

        /// <summary>Takes what was read, unless something newer was meanwhile, or as new, from earlier on.</summary>
        public void Take(DocumentSets own, Instant since, long revision)
        {
            lock (_gate)
            {
                if (revision > _revision || (revision == _revision && since <= _since))
                {
                    (_own, _since, _revision) = (own, since, revision);
                }
            }
        }
    }
}
