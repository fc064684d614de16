using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>Vehicle ids by the bytes of their keys, so that a vehicle's text is created once and not for every record. For one thread.</summary>
internal sealed class VehicleIndex
{
    /// <summary>The longest key that can name a vehicle: characters of three bytes each.</summary>
    public const int MaxKeyBytes = VehicleId.MaxSpelling * 3;

    /// <summary>Keys that are kept of vehicles that sleep, or that a sender makes up.</summary>
    private const int Spare = 100_000;

    /// <summary>Vehicles that are awake report much more often.</summary>
    private static readonly TimeSpan s_generation = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time;

    // Keys are dropped by generations: those read since the last time, and those from before that were not read since.
    private Dictionary<byte[], VehicleKeyEntry> _recent = new(KeyComparer.Instance);
    private Dictionary<byte[], VehicleKeyEntry> _earlier = new(KeyComparer.Instance);
    private Dictionary<byte[], VehicleKeyEntry>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private long _since;

    public VehicleIndex(TimeProvider time)
    {
        (_time, _since) = (time, time.GetTimestamp());
        _lookup = _recent.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The number of keys read since they were last dropped.</summary>
    public int Count => _recent.Count;

    /// <summary>Drops the keys that have not been read for some minutes, once there are many more than vehicles awake.</summary>
    /// <param name="awake">Returns how many vehicles are awake.</param>
    public void Trim(Func<int> awake)
    {
        // However short a time they take, made-up keys may not fill memory.
        var kept = _recent.Count + (_time.GetElapsedTime(_since) >= s_generation ? _earlier.Count : 0);
        if (kept > Spare && kept > (2 * awake()) + Spare)
        {
            (_earlier, _recent, _since) = (_recent, new(KeyComparer.Instance), _time.GetTimestamp());
            _lookup = _recent.GetAlternateLookup<ReadOnlySpan<byte>>();
        }
    }

    /// <summary>Returns false where the key is not a vehicle id in UTF-8. Keys that spell one id in several ways are one vehicle.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, [NotNullWhen(true)] out VehicleKeyEntry? vehicle)
    {
        if (_lookup.TryGetValue(key, out vehicle))
        {
            return true;
        }

        if (_earlier.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var known, out vehicle))
        {
            _recent[known] = vehicle;
            return true;
        }

        if (key.Length > MaxKeyBytes || !Utf8.IsValid(key) || !VehicleId.TryParse(Encoding.UTF8.GetString(key), out var id))
        {
            return false;
        }

        var own = Encoding.UTF8.GetBytes(id.ToString());
        if (!_recent.TryGetValue(own, out vehicle))
        {
            vehicle = _earlier.GetValueOrDefault(own) ?? new(id, own);
            _recent.Add(own, vehicle);
        }

        _recent.TryAdd(key.ToArray(), vehicle);
        return true;
    }

    private sealed class KeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] key) => GetHashCode(key.AsSpan());

        public bool Equals(ReadOnlySpan<byte> key, byte[] other) => key.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> key)
        {
            var hash = default(HashCode);
            hash.AddBytes(key);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> key) => key.ToArray();
    }
}
