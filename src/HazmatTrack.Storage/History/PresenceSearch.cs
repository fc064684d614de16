using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.History;

/// <summary>Counts the positions of vehicles in an area and a time, each once however often it is seen.</summary>
internal sealed class PresenceSearch(GeoArea area, Instant from, Instant to)
{
    private readonly Dictionary<VehicleId, Presence> _found = [];
    private readonly Dictionary<VehicleId, HashSet<Instant>> _open = [];

    public void Open(VehicleId vehicle, IReadOnlyList<PositionReport> points)
    {
        foreach (var point in points)
        {
            if (IsHit(in point))
            {
                if (!_open.TryGetValue(vehicle, out var times))
                {
                    _open.Add(vehicle, times = []);
                }

                if (times.Add(point.Time))
                {
                    Count(vehicle, point.Time);
                }
            }
        }
    }

    public void Sealed(VehicleId vehicle, ReadOnlySpan<PositionReport> points)
    {
        var open = _open.GetValueOrDefault(vehicle);
        foreach (ref readonly var point in points)
        {
            if (IsHit(in point) && open?.Contains(point.Time) != true)
            {
                Count(vehicle, point.Time);
            }
        }
    }

    public IReadOnlyList<Presence> Result() => [.. _found.Values.OrderBy(p => p.Vehicle)];

    private bool IsHit(in PositionReport point) =>
        point.IsPosition && point.Time >= from && point.Time <= to && area.Contains(point.Position);

    private void Count(VehicleId vehicle, Instant time) => _found[vehicle] = _found.TryGetValue(vehicle, out var seen)
        ? new(vehicle, Instant.Earlier(seen.First, time), Instant.Later(seen.Last, time), seen.Positions + 1)
        : new(vehicle, time, time, 1);
}
