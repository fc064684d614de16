using HazmatTrack.Domain.Vehicles;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>The values that a batch writes to each part: computed in one pass over its vehicles, of which there are tens of thousands.</summary>
internal sealed class HotLayout
{
    private const int KeysPerCommand = 500;

    private readonly int[] _values = new int[HotParts.Count];
    private readonly int[] _bytes = new int[HotParts.Count];

    public HotLayout(ReadOnlySpan<HotStateEntry> vehicles)
    {
        foreach (ref readonly var vehicle in vehicles)
        {
            var part = vehicle.Mark.PartOf(vehicle.Vehicle);
            var blob = vehicle.Blob.Length;
            _values[part] += blob == 0 ? 1 : 2;
            _bytes[part] += HotHeader.MaxSize + blob;
            if (!vehicle.Mark.HasPlace)
            {
                (Unknown ??= []).Add((vehicle.Vehicle, vehicle.Mark));
            }
        }

        for (var part = 0; part < _values.Length; part++)
        {
            Parts = _values[part] == 0 ? Parts : Parts.With(part);
        }
    }

    /// <summary>The parts that the batch writes to.</summary>
    public PartSet Parts { get; }

    /// <summary>Vehicles that this owner has not written yet; null for none.</summary>
    public List<(VehicleId Vehicle, IndexMembership Mark)>? Unknown { get; }

    /// <summary>The upper bound of the size of all values, bytes.</summary>
    public int Bytes => _bytes.Sum();

    /// <summary>
    /// The buffers for the values of some parts, by part; null for the others. Parts of one lane share one; a lane's values are contiguous, as its
    /// commands carry them.
    /// </summary>
    public Values?[] Place(PartSet parts, HotLanes lanes, Memory<byte> memory)
    {
        var (values, bytes, placed) = (new int[HotParts.Count], new int[HotParts.Count], new Values?[HotParts.Count]);
        for (var part = 0; part < HotParts.Count; part++)
        {
            if (parts.Contains(part))
            {
                values[lanes.Of(part)] += _values[part];
                bytes[lanes.Of(part)] += _bytes[part];
            }
        }

        // A lane has the number of its first part.
        for (var part = 0; part < HotParts.Count; part++)
        {
            if (values[part] > 0)
            {
                placed[part] = new(values[part], memory[..bytes[part]]);
                memory = memory[bytes[part]..];
            }
        }

        return [.. placed.Select((_, part) => parts.Contains(part) ? placed[lanes.Of(part)] : null)];
    }

    /// <summary>One lane's pairs of key and value, some hundred to a command.</summary>
    internal sealed class Values
    {
        private readonly KeyValuePair<RedisKey, RedisValue>[][] _commands;
        private Memory<byte> _free;
        private int _count;

        public Values(int count, Memory<byte> memory)
        {
            _commands = new KeyValuePair<RedisKey, RedisValue>[(count + KeysPerCommand - 1) / KeysPerCommand][];
            for (var i = 0; i < _commands.Length; i++)
            {
                _commands[i] = new KeyValuePair<RedisKey, RedisValue>[Math.Min(KeysPerCommand, count - (i * KeysPerCommand))];
            }

            _free = memory;
        }

        /// <summary>The free memory, for the next value.</summary>
        public Memory<byte> Free => _free;

        /// <summary>Adds the value that was written.</summary>
        public void Add(byte[] key, int length)
        {
            _commands[_count / KeysPerCommand][_count % KeysPerCommand] = new(key, Take(length));
            _count++;
        }

        /// <summary>Takes the value that was written from the buffer without adding it.</summary>
        public ReadOnlyMemory<byte> Take(int length)
        {
            var taken = _free[..length];
            _free = _free[length..];
            return taken;
        }

        public void Send(IDatabase redis, List<Task> commands)
        {
            for (var (i, left) = (0, _count); left > 0; left -= _commands[i++].Length)
            {
                commands.Add(redis.StringSetAsync(left < _commands[i].Length ? _commands[i][..left] : _commands[i]));
            }
        }
    }
}
