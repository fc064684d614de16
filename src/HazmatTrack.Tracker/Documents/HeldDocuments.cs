using System.Collections.Concurrent;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Tracker.Documents;

/// <summary>
/// The documents of the vehicles that are awake in this silo: read together with their states, updated from new filings, and released some time after the
/// vehicles. No documents are held for other vehicles.
/// </summary>
/// <remarks>
/// The documents held for a vehicle are never older than the revision it is evaluated by. A vehicle is listed here first, then the registry's counter is
/// read, then the documents: they include every filing made before the counter was read; for a later filing <see cref="FollowAsync"/> finds the vehicle
/// listed and reads its documents again before that revision is used. Of two overlapping reads the one with the later counter is kept.
/// </remarks>
internal sealed class HeldDocuments(IRegistryStore registry, TimeProvider time)
{
    /// <summary>The number of vehicles in one query.</summary>
    private const int AtATime = 1000;

    /// <summary>Documents from this period on are read at once; what an older report needs is read when the report is evaluated.</summary>
    private static readonly TimeSpan s_recent = TimeSpan.FromDays(7);

    /// <summary>How long the documents of a vehicle that is not awake are kept: it may be about to wake up.</summary>
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<VehicleId, Held> _vehicles = [];

    /// <summary>The number of filings in one query.</summary>
    private const long FiledAtATime = 50_000;

    /// <summary>The number of vehicles whose documents are held.</summary>
    public int Count => _vehicles.Count;

    /// <inheritdoc cref="IDocumentSource.OwnOf"/>
    public DocumentSets? Find(VehicleId vehicle, Instant since) => _vehicles.TryGetValue(vehicle, out var held) ? held.From(since) : null;

    /// <inheritdoc cref="IDocumentSource.HoldAsync"/>
    public async Task HoldAsync(IReadOnlyCollection<VehicleId> vehicles, Instant? since, CancellationToken cancellation)
    {
        var from = since ?? new(long.MinValue);

        // A second pass is needed where a filing arrived in between that was read without the documents wanted.
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

    /// <summary>Reads again the documents of held vehicles that have filings after one revision, up to another.</summary>
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

    /// <summary>Reads all held documents again: the registry has been replaced by another.</summary>
    public Task BeginAgainAsync(CancellationToken cancellation)
    {
        foreach (var held in _vehicles.Values)
        {
            held.Doubt();
        }

        return ReadAgainAsync(_vehicles.Keys, cancellation);
    }

    /// <summary>Releases the documents of vehicles that are not awake and have not been requested for a while.</summary>
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

    /// <summary>The number of documents held, by kind.</summary>
    public Dictionary<string, int> Counts() => _vehicles.Values.SelectMany(h => h.From(new(long.MaxValue))?.All ?? []).CountBy(d => d.Kind).ToDictionary();

    /// <summary>The vehicles whose documents are not held back to this instant; all vehicles given are listed from now on.</summary>
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
        // At least the recent days are read: most vehicles of a batch need the same period.
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

    /// <summary>The documents of one vehicle. It is its own lock: there is one of them for each vehicle that is awake.</summary>
    private sealed class Held
    {
        // Null until the documents are read for the first time.
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
                lock (this)
                {
                    _neededSince = value;
                }
            }
        }

        /// <summary>Notes that the documents are about to be used: what was needed before does not bound what is needed next.</summary>
        public void AskedAt(long timestamp)
        {
            lock (this)
            {
                _neededSince = null;
            }

            Volatile.Write(ref _usedAt, timestamp);
        }

        /// <summary>The documents; null where they have not been read back to this instant.</summary>
        public DocumentSets? From(Instant since)
        {
            lock (this)
            {
                return _since <= since ? _own : null;
            }
        }

        /// <summary>The instant from which the documents are read again: no earlier than anything still needs.</summary>
        public Instant ReadAgainSince(Instant recent)
        {
            lock (this)
            {
                return Instant.Earlier(_neededSince is { } needed ? Instant.Later(needed, _since) : _since, recent);
            }
        }

        public void Doubt()
        {
            lock (this)
            {
                _revision = -1;
            }
        }

        /// <summary>Takes the documents that were read, unless newer ones, or equally new ones that reach back further, were taken meanwhile.</summary>
        public void Take(DocumentSets own, Instant since, long revision)
        {
            lock (this)
            {
                if (revision > _revision || (revision == _revision && since <= _since))
                {
                    (_own, _since, _revision) = (own, since, revision);
                }
            }
        }
    }
}
