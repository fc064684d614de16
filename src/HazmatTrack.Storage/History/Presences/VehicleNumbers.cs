using System.Collections.Concurrent;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History.Presences;

/// <summary>Caches the vehicle of each number. A number never changes its vehicle, so cached entries stay valid.</summary>
internal sealed class VehicleNumbers(HistoryDatabase database)
{
    private readonly ConcurrentDictionary<int, VehicleId> _known = [];

    public VehicleId this[int number] => _known[number];

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
