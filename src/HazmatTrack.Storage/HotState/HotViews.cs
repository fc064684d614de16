using System.Buffers.Binary;
using HazmatTrack.Domain.Vehicles;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState;

/// <summary>
/// The sorted sets behind the views, one for each province and each cell. An entry is added before the value that calls for it is written, and
/// removed after, and only where the value no longer calls for it: so an entry may be stale, but none is ever missing.
/// </summary>
internal sealed class HotViews(IDatabase redis, HotKeys keys)
{
    private const int RemovalsPerScript = 100;

    /// <summary>Takes a member out of a view unless the vehicle's value, now, has the view's own four bytes.</summary>
    private const string RemoveStale = """
        for i = 1, #KEYS, 2 do
            local at = (i - 1) / 2 * 3
            local from = tonumber(ARGV[at + 2])
            if redis.call('GETRANGE', KEYS[i + 1], from, from + 3) ~= ARGV[at + 3] then
                redis.call('ZREM', KEYS[i], ARGV[at + 1])
            end
        end
        return 1
        """;

    private readonly Dictionary<RedisKey, List<SortedSetEntry>> _additions = [];
    private readonly List<(ViewEntry View, VehicleId Vehicle)> _removals = [];

    public void Add(ViewEntry view, VehicleId vehicle)
    {
        var key = keys.View(view);
        if (!_additions.TryGetValue(key, out var entries))
        {
            _additions.Add(key, entries = []);
        }

        entries.Add(new(vehicle.ToString(), 0));
    }

    public void Remove(ViewEntry view, VehicleId vehicle) => _removals.Add((view, vehicle));

    public Task AddAsync() => _additions.Count == 0
        ? Task.CompletedTask
        : Task.WhenAll(_additions.Select(a => redis.SortedSetAddAsync(a.Key, [.. a.Value])));

    public Task RemoveAsync() => _removals.Count == 0
        ? Task.CompletedTask
        : Task.WhenAll(_removals.Chunk(RemovalsPerScript).Select(chunk => redis.ScriptEvaluateAsync(
            RemoveStale,
            [.. chunk.SelectMany(r => new[] { keys.View(r.View), keys.Sight(r.Vehicle) })],
            [.. chunk.SelectMany(r => new RedisValue[] { r.Vehicle.ToString(), r.View.HeaderAt, r.View.Bytes() })])));
}

/// <summary>One sorted set: of a province or of a cell.</summary>
/// <param name="HeaderAt">Where in a value's header the number stands that puts a vehicle into this view.</param>
/// <param name="Number">Province or cell.</param>
internal readonly record struct ViewEntry(int HeaderAt, int Number)
{
    public static ViewEntry Province(int number) => new(HotHeader.ProvinceAt, number);

    public static ViewEntry Cell(int number) => new(HotHeader.CellAt, number);

    public byte[] Bytes()
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Number);
        return bytes;
    }
}
