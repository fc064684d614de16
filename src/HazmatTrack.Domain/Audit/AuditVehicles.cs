using System.Collections;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Audit;

/// <summary>The vehicles of an entry, each once and in order, compared by content.</summary>
public sealed class AuditVehicles : IReadOnlyList<VehicleId>, IEquatable<AuditVehicles>
{
    /// <summary>The greatest number of vehicles of one entry. A call that reads more writes several entries.</summary>
    public const int MaxCount = 1000;

    public static readonly AuditVehicles None = new([]);

    private readonly VehicleId[] _vehicles;

    private AuditVehicles(VehicleId[] vehicles) => _vehicles = vehicles;

    public int Count => _vehicles.Length;

    public VehicleId this[int index] => _vehicles[index];

    /// <summary>The vehicles in any order; repetitions are dropped.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="MaxCount"/>.</exception>
    public static AuditVehicles From(params IEnumerable<VehicleId> vehicles)
    {
        VehicleId[] ordered = [.. vehicles.Distinct().Order()];
        return ordered.Length switch
        {
            0 => None,
            > MaxCount => throw new ArgumentException(
                $"An audit entry names {ordered.Length} vehicles; it can name {MaxCount}. Write several entries with one request id.", nameof(vehicles)),
            _ => new(ordered),
        };
    }

    public bool Equals(AuditVehicles? other) => other is not null && _vehicles.AsSpan().SequenceEqual(other._vehicles);

    public override bool Equals(object? obj) => Equals(obj as AuditVehicles);

    public override int GetHashCode() => _vehicles.Aggregate(_vehicles.Length, (hash, vehicle) => HashCode.Combine(hash, vehicle));

    public IEnumerator<VehicleId> GetEnumerator() => ((IEnumerable<VehicleId>)_vehicles).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join(", ", _vehicles);
}
