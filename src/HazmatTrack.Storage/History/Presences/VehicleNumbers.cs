using System.Collections.Concurrent;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History.Presences;

/// <summary>
/// Caches the vehicle of each number on one timeline of the database: there a number never changes its vehicle, so cached entries stay valid. On the next one
/// the newest vehicles may be missing, and their numbers are given to others.
/// </summary>
internal sealed class VehicleNumbers(HistoryDatabase database, long timeline)
{
    private readonly ConcurrentDictionary<int, VehicleId> _known = [];

    /// <exception cref="IOException">The number has no vehicle, as on another timeline of the database.</exception>
    public VehicleId this[int number] => _known.TryGetValue(number, out var vehicle)
        ? vehicle
        : throw new IOException("A vehicle has no name: a replica of the database has taken over, or it was restored, while it was searched. Search again.");

    /// <summary>This cache, or an empty one where the database is on another timeline.</summary>
    public async Task<VehicleNumbers> OfNowAsync(CancellationToken cancellation)
    {
        var now = await database.TimelineAsync(cancellation);
        return now == timeline ? this : new(database, now);
    }

    /// <summary>Reads the numbers that are not cached yet.</summary>
    public async Task LearnAsync(IEnumerable<int> numbers, CancellationToken cancellation)
    {
        foreach (var some in numbers.Where(n => !_known.ContainsKey(n)).Distinct().Chunk(1000))
        {
            foreach (var (number, name) in await database.NamesAsync(some, cancellation))
            {
                _known.TryAdd(number, VehicleId.FromStored(name));
            }
        }
    }
}
