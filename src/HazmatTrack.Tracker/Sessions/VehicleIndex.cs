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

    /// <summary>Twice the country's fleet. Beyond this a sender makes up plates, and the index is cleared instead of growing.</summary>
    private const int MaxVehicles = 1_000_000;

    private readonly Dictionary<byte[], VehicleKeyEntry> _byKey = new(KeyComparer.Instance);
    private readonly Dictionary<byte[], VehicleKeyEntry>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public VehicleIndex() => _lookup = _byKey.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Returns false where the key is not a vehicle id in UTF-8. Keys that spell one id in several ways are one vehicle.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, [NotNullWhen(true)] out VehicleKeyEntry? vehicle)
    {
        if (_lookup.TryGetValue(key, out vehicle))
        {
            return true;
        }

        if (key.Length > MaxKeyBytes || !Utf8.IsValid(key) || !VehicleId.TryParse(Encoding.UTF8.GetString(key), out var id))
        {
            return false;
        }

        if (_byKey.Count >= MaxVehicles)
        {
            _byKey.Clear();
        }

        var own = Encoding.UTF8.GetBytes(id.ToString());
        if (!_byKey.TryGetValue(own, out vehicle))
        {
            _byKey.Add(own, vehicle = new(id, own));
        }

        _byKey.TryAdd(key.ToArray(), vehicle);
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
