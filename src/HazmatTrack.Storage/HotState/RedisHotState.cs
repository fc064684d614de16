using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState;

/// <summary>Hot state in Redis 7.0 or Garnet. One value for each vehicle, written 500 to a command, all commands of a batch in flight together.</summary>
public sealed class RedisHotState : IHotState
{
    private const int KeysPerCommand = 500;

    /// <summary>How many packed states of a vehicle are written for each time it is added to its views again.</summary>
    private const int StatesPerAddition = 8;

    private readonly IDatabase _redis;
    private readonly HotKeys _keys;
    private string? _birth;

    /// <param name="redis">The connection, which must allow administration (the client keeps INFO to it); its owner disposes it.</param>
    /// <param name="prefix">What all keys begin with, so that several systems may share a server.</param>
    public RedisHotState(IConnectionMultiplexer redis, string prefix = "hazmat:")
    {
        _redis = redis.GetDatabase();
        _keys = new(prefix);
    }

    /// <summary>Looks at every server that is connected, replicas too: each may have to serve one day.</summary>
    /// <exception cref="EvictingRedisException">One of them may throw keys away.</exception>
    public static Task RefuseEvictionAsync(IConnectionMultiplexer redis, CancellationToken cancellation) =>
        Task.WhenAll(redis.GetServers().Where(s => s.IsConnected).Select(RunAsync)).WaitAsync(cancellation);

    public async Task WriteAsync(IReadOnlyList<HotVehicle> vehicles, CancellationToken cancellation)
    {
        if (vehicles.Count == 0)
        {
            return;
        }

        var written = MemoryOf(vehicles);
        await LearnAsync(written, cancellation);
        var assumed = _birth ??= await BirthAsync().WaitAsync(cancellation);
        while (await WriteAsync(written, assumed, cancellation) is var birth && birth != assumed)
        {
            // Redis lost everything since: the views were believed to have what they have no longer.
            assumed = _birth = birth;
        }

        foreach (ref readonly var vehicle in written.Span)
        {
            vehicle.Mark.Birth = assumed;
            Place(vehicle.Mark, vehicle.Province, vehicle.Position);
        }
    }

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>?>> ReadAsync(IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation)
    {
        var values = await GetAsync(vehicles, _keys.State, cancellation);
        return Array.ConvertAll(values, v => v.IsNull ? null : (ReadOnlyMemory<byte>?)(ReadOnlyMemory<byte>)v);
    }

    public async Task<IReadOnlyList<VehicleSight?>> SightAsync(IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation)
    {
        var headers = await GetAsync(vehicles, _keys.Sight, cancellation);
        var sights = new VehicleSight?[vehicles.Count];
        for (var i = 0; i < sights.Length; i++)
        {
            sights[i] = HotHeader.TryRead(vehicles[i], ((ReadOnlyMemory<byte>)headers[i]).Span, out var sight) ? sight : null;
        }

        return sights;
    }

    public async Task<IReadOnlyList<VehicleSight>> InProvinceAsync(
        ProvinceCode province, VehicleId? after, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var view = ViewEntry.Province(province.Number);
        var found = new List<VehicleSight>();
        RedisValue from = after is { } last ? last.ToString() : RedisValue.Null;
        while (found.Count < limit)
        {
            var wanted = limit - found.Count;
            var members = await _redis.SortedSetRangeByValueAsync(
                _keys.View(view), from, RedisValue.Null, from.IsNull ? Exclude.None : Exclude.Start, take: wanted).WaitAsync(cancellation);
            found.AddRange(await VerifiedAsync(members, _ => view, s => s.Province == province, cancellation));
            if (members.Length < wanted)
            {
                break;
            }

            from = members[^1];
        }

        return found;
    }

    public async Task<IReadOnlyList<VehicleSight>> NearAsync(GeoPoint centre, Distance radius, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(radius, IHotState.MaxRadius);
        var cells = Cell.Around(centre, radius).ToArray();
        var members = await Task.WhenAll(
            cells.Select(c => _redis.SortedSetRangeByRankAsync(_keys.View(ViewEntry.Cell(c))))).WaitAsync(cancellation);
        var cellOf = new Dictionary<RedisValue, int>();
        for (var i = 0; i < cells.Length; i++)
        {
            foreach (var member in members[i])
            {
                cellOf[member] = cells[i];
            }
        }

        var sights = await VerifiedAsync(
            [.. cellOf.Keys],
            m => ViewEntry.Cell(cellOf[m]),
            s => s.Position is { } p && Geodesy.Between(centre, p) <= radius,
            cancellation);
        return sights.OrderBy(s => Geodesy.Between(centre, s.Position!.Value)).ThenBy(s => s.Vehicle).Take(limit).ToList();
    }

    public async Task<string> LifeAsync(CancellationToken cancellation)
    {
        var primaries = _redis.Multiplexer.GetServers().Where(s => s is { IsConnected: true, IsReplica: false }).ToList();
        var runs = await Task.WhenAll(primaries.Select(RunAsync)).WaitAsync(cancellation);
        return $"{string.Join(',', runs.Order(StringComparer.Ordinal))}/{await BirthAsync().WaitAsync(cancellation)}";
    }

    public async Task<bool> IsWholeAsync(int partition, string life, CancellationToken cancellation) =>
        await _redis.StringGetAsync(_keys.Whole(partition)).WaitAsync(cancellation) == life;

    public Task MarkWholeAsync(int partition, string life, CancellationToken cancellation) =>
        _redis.StringSetAsync(_keys.Whole(partition), life).WaitAsync(cancellation);

    /// <summary>The vehicles where they lie: tens of thousands in a batch, looked at several times.</summary>
    private static ReadOnlyMemory<HotVehicle> MemoryOf(IReadOnlyList<HotVehicle> vehicles) => vehicles switch
    {
        ArraySegment<HotVehicle> segment => segment,
        HotVehicle[] array => array,
        _ => vehicles.ToArray(),
    };

    /// <summary>One run of a server without a key thrown away.</summary>
    /// <exception cref="EvictingRedisException">Keys may go unnoticed from now on.</exception>
    private static async Task<string> RunAsync(IServer server)
    {
        var facts = await RedisFacts.AskAsync(server);
        return facts.Policy is { } policy
            ? throw new EvictingRedisException(server.EndPoint, policy)
            : string.Create(CultureInfo.InvariantCulture, $"{facts.RunId}+{facts.EvictedKeys}");
    }

    /// <summary>The text that tells this life of Redis from the one before a flush.</summary>
    private async Task<string> BirthAsync()
    {
        var birth = await _redis.StringGetAsync(_keys.Birth);
        if (birth.IsNull)
        {
            await _redis.StringSetAsync(_keys.Birth, Guid.NewGuid().ToString("N"), when: When.NotExists);
            birth = await _redis.StringGetAsync(_keys.Birth);
        }

        return birth.IsNull ? throw new RedisException("Redis lost a key in the moment after it was written: it is being flushed.") : birth.ToString();
    }

    /// <summary>
    /// Writes for the life of Redis that is assumed; answers the one it was written in. All commands go out together, and the server takes them in
    /// their order: into the views, the values, out of the views.
    /// </summary>
    private async Task<string> WriteAsync(ReadOnlyMemory<HotVehicle> vehicles, string assumed, CancellationToken cancellation)
    {
        var views = new HotViews(_redis, _keys);
        foreach (ref readonly var vehicle in vehicles.Span)
        {
            Move(vehicle, assumed, views);
        }

        var birth = BirthAsync();
        var commands = new List<Task> { birth, views.AddAsync() };
        var buffer = WriteValues(vehicles.Span, commands);
        commands.Add(views.RemoveAsync());
        await Task.WhenAll(commands).WaitAsync(cancellation);

        // Only after success: a command that was given up may still be sending from it.
        ArrayPool<byte>.Shared.Return(buffer);
        return await birth;
    }

    /// <summary>Reads where an earlier owner left the vehicles that this one has not written yet.</summary>
    private async Task LearnAsync(ReadOnlyMemory<HotVehicle> vehicles, CancellationToken cancellation)
    {
        List<(VehicleId Vehicle, HotMark Mark)>? unknown = null;
        foreach (ref readonly var vehicle in vehicles.Span)
        {
            if (!vehicle.Mark.HasPlace)
            {
                (unknown ??= []).Add((vehicle.Vehicle, vehicle.Mark));
            }
        }

        if (unknown is null)
        {
            return;
        }

        var sights = await SightAsync(unknown.ConvertAll(v => v.Vehicle), cancellation);
        for (var i = 0; i < unknown.Count; i++)
        {
            if (sights[i] is { } sight)
            {
                Place(unknown[i].Mark, sight.Province, sight.Position);
            }
        }
    }

    private static void Place(HotMark mark, ProvinceCode province, GeoPoint? position)
    {
        mark.HasPlace = true;
        mark.Province = province.Number;
        mark.Cell = Cell.Of(position);
    }

    /// <summary>
    /// Adds a vehicle where it belongs, unless this owner has put it there itself in this life of Redis, and takes it out of where it was. Now and
    /// then it is added all the same: an earlier owner that was held up may have written late, and have moved it.
    /// </summary>
    private static void Move(in HotVehicle vehicle, string birth, HotViews views)
    {
        var mark = vehicle.Mark;
        var again = !vehicle.Blob.IsEmpty && ++mark.States % StatesPerAddition == 0;
        var isThere = mark.Birth == birth && !again;
        var (province, cell) = (vehicle.Province.Number, Cell.Of(vehicle.Position));
        if (!isThere || mark.Province != province)
        {
            views.Add(ViewEntry.Province(province), vehicle.Vehicle);
        }

        if (cell != Cell.None && (!isThere || mark.Cell != cell))
        {
            views.Add(ViewEntry.Cell(cell), vehicle.Vehicle);
        }

        if (mark.HasPlace && mark.Province != province)
        {
            views.Remove(ViewEntry.Province(mark.Province), vehicle.Vehicle);
        }

        if (mark.HasPlace && mark.Cell != cell && mark.Cell != Cell.None)
        {
            views.Remove(ViewEntry.Cell(mark.Cell), vehicle.Vehicle);
        }
    }

    private async Task<RedisValue[]> GetAsync(IReadOnlyList<VehicleId> vehicles, Converter<VehicleId, RedisKey> key, CancellationToken cancellation)
    {
        var replies = await Task.WhenAll(
            vehicles.Chunk(KeysPerCommand).Select(c => _redis.StringGetAsync(Array.ConvertAll(c, key)))).WaitAsync(cancellation);
        return replies is [var all] ? all : [.. replies.SelectMany(r => r)];
    }

    /// <summary>Sends the values; answers the rented memory that the commands send from.</summary>
    private byte[] WriteValues(ReadOnlySpan<HotVehicle> vehicles, List<Task> commands)
    {
        var (size, states) = (vehicles.Length * HotHeader.MaxSize, 0);
        foreach (ref readonly var vehicle in vehicles)
        {
            size += vehicle.Blob.Length;
            states += vehicle.Blob.IsEmpty ? 0 : 1;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(size);
        var memory = buffer.AsMemory();
        var pairs = new Pairs(_redis, vehicles.Length + states, commands);
        foreach (ref readonly var vehicle in vehicles)
        {
            var (sight, state) = _keys.Of(vehicle.Vehicle, vehicle.Mark);
            var length = HotHeader.Write(vehicle, Cell.Of(vehicle.Position), memory.Span);
            pairs.Add(sight, memory[..length]);
            memory = memory[length..];
            if (!vehicle.Blob.IsEmpty)
            {
                vehicle.Blob.CopyTo(memory);
                pairs.Add(state, memory[..vehicle.Blob.Length]);
                memory = memory[vehicle.Blob.Length..];
            }
        }

        return buffer;
    }

    /// <summary>The vehicles of view entries whose values bear them out; takes the stale ones out of the views.</summary>
    private async Task<List<VehicleSight>> VerifiedAsync(
        RedisValue[] members, Func<RedisValue, ViewEntry> view, Func<VehicleSight, bool> wanted, CancellationToken cancellation)
    {
        var vehicles = Array.ConvertAll(members, m => VehicleId.FromStored(m.ToString()));
        var headers = await GetAsync(vehicles, _keys.Sight, cancellation);
        var found = new List<VehicleSight>(members.Length);
        var views = new HotViews(_redis, _keys);
        for (var i = 0; i < vehicles.Length; i++)
        {
            var header = ((ReadOnlyMemory<byte>)headers[i]).Span;
            var entry = view(members[i]);
            if (!HotHeader.TryRead(vehicles[i], header, out var sight)
                || BinaryPrimitives.ReadInt32LittleEndian(header[entry.HeaderAt..]) != entry.Number)
            {
                views.Remove(entry, vehicles[i]);
            }

            if (sight != default && wanted(sight))
            {
                found.Add(sight);
            }
        }

        await views.RemoveAsync().WaitAsync(cancellation);
        return found;
    }

    /// <summary>Sends pairs, some hundred to a command, each command as soon as it is full.</summary>
    private struct Pairs(IDatabase redis, int total, List<Task> commands)
    {
        private KeyValuePair<RedisKey, RedisValue>[] _pairs = new KeyValuePair<RedisKey, RedisValue>[Math.Min(KeysPerCommand, total)];
        private int _count;
        private int _left = total;

        public void Add(byte[] key, ReadOnlyMemory<byte> value)
        {
            _pairs[_count++] = new(key, value);
            if (_count == _pairs.Length)
            {
                commands.Add(redis.StringSetAsync(_pairs));
                _left -= _count;
                _count = 0;
                _pairs = new KeyValuePair<RedisKey, RedisValue>[Math.Min(KeysPerCommand, _left)];
            }
        }
    }
}
