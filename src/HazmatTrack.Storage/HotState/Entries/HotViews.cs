using System.Buffers.Binary;
using HazmatTrack.Domain.Vehicles;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>
/// The sorted sets of the views, one for each province and each cell, in each part. A vehicle that moves is written, added and removed in one step by a
/// script of its part. Where a reader finds an entry that does not match the vehicle's value, as after a late write of an earlier owner, another script
/// removes it if it still does not match.
/// </summary>
internal sealed class HotViews(IDatabase redis, HotKeys keys, HotLanes lanes)
{
    private const int VehiclesPerScript = 100;

    /// <summary>Sets a vehicle's value, and adds it to views or removes it from them, according to four signs.</summary>
    private const string Place = """
        for i = 1, #KEYS, 5 do
            local at = (i - 1) / 5 * 3
            local member, signs = ARGV[at + 2], ARGV[at + 3]
            redis.call('SET', KEYS[i], ARGV[at + 1])
            for k = 1, 4 do
                local sign = string.sub(signs, k, k)
                if sign == '+' then
                    redis.call('ZADD', KEYS[i + k], 0, member)
                elseif sign == '-' then
                    redis.call('ZREM', KEYS[i + k], member)
                end
            end
        end
        return 1
        """;

    /// <summary>Removes a member from a view unless the vehicle's current value has the view's own four bytes.</summary>
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

    private readonly List<(int Part, VehicleId Vehicle, ReadOnlyMemory<byte> Value, ViewMove Move)> _moves = [];
    private readonly List<(int Part, ViewEntry View, VehicleId Vehicle)> _removals = [];

    /// <summary>Adds a vehicle whose value is to be set by the script that moves it.</summary>
    public void Move(int part, VehicleId vehicle, ReadOnlyMemory<byte> value, ViewMove move) => _moves.Add((part, vehicle, value, move));

    /// <summary>Adds a vehicle that was found in a view to which it does not belong.</summary>
    public void Remove(int part, ViewEntry view, VehicleId vehicle) => _removals.Add((part, view, vehicle));

    public void SendMoves(List<Task> commands)
    {
        foreach (var some in _moves.GroupBy(m => lanes.Of(m.Part)).SelectMany(lane => lane.Chunk(VehiclesPerScript)))
        {
            var (touched, values) = (new List<RedisKey>(some.Length * 5), new List<RedisValue>(some.Length * 3));
            foreach (var (part, vehicle, value, move) in some)
            {
                var sight = keys.Sight(vehicle);
                touched.AddRange([sight, KeyOf(part, move.Into.Province), KeyOf(part, move.Into.Cell),
                    KeyOf(part, move.OutOf.Province), KeyOf(part, move.OutOf.Cell)]);
                values.AddRange([value, vehicle.ToString(), move.Signs]);

                // Where nothing is to be done, any key of the part is valid.
                RedisKey KeyOf(int of, ViewEntry? view) => view is { } entry ? keys.View(of, entry) : sight;
            }

            commands.Add(redis.ScriptEvaluateAsync(Place, [.. touched], [.. values]));
        }
    }

    public Task RemoveAsync() =>
        Task.WhenAll(_removals.GroupBy(r => lanes.Of(r.Part)).SelectMany(lane => lane.Chunk(VehiclesPerScript)).Select(some => redis.ScriptEvaluateAsync(
        RemoveStale,
        [.. some.SelectMany(r => new[] { keys.View(r.Part, r.View), keys.Sight(r.Vehicle) })],
        [.. some.SelectMany(r => new RedisValue[] { r.Vehicle.ToString(), r.View.HeaderAt, r.View.Bytes() })])));
}

/// <summary>The views to which a vehicle is added and from which it is removed.</summary>
internal readonly record struct ViewMove((ViewEntry? Province, ViewEntry? Cell) Into, (ViewEntry? Province, ViewEntry? Cell) OutOf)
{
    public bool IsNone => Into is (null, null) && OutOf is (null, null);

    /// <summary>One sign for each of the four: + added, - removed, 0 neither.</summary>
    public string Signs => $"{(Into.Province is null ? '0' : '+')}{(Into.Cell is null ? '0' : '+')}{(OutOf.Province is null ? '0' : '-')}{(OutOf.Cell is null ? '0' : '-')}";
}

/// <summary>One sorted set in each part: of a province or of a cell.</summary>
/// <param name="HeaderAt">The position in a value's header of the number that assigns a vehicle to this view.</param>
/// <param name="Number">The number of the province or cell.</param>
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
