using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Web.Alerts;

/// <summary>
/// The vehicles and alerts that one client of the stream received last, some thousands of each, so that it learns when it may not see them any more.
/// </summary>
internal sealed class ToldOf
{
    private const int Most = 5000;

    private readonly NewestOf<AlertId, VehicleId> _alerts = new(Most);
    private readonly NewestOf<VehicleId, VehicleId> _vehicles = new(Most);

    public IReadOnlyCollection<VehicleId> Vehicles => _vehicles.Keys;

    public void Tell(IEnumerable<AlertFrame> frames)
    {
        foreach (var frame in frames)
        {
            _alerts.Set(frame.Alert, frame.Vehicle);
            _vehicles.Set(frame.Vehicle, frame.Vehicle);
        }
    }

    /// <summary>The alerts that the client received and that are out of sight by these events, each once.</summary>
    public IReadOnlyList<(VehicleId Vehicle, AlertId? Alert)> Leave(IEnumerable<AlertFrame> outOfSight)
    {
        var gone = new List<(VehicleId, AlertId?)>();
        foreach (var frame in outOfSight)
        {
            if (_alerts.Remove(frame.Alert, out var vehicle))
            {
                gone.Add((vehicle, frame.Alert));
            }
        }

        return gone;
    }

    /// <summary>The vehicles that the client received and that are not among those that are seen now, each once.</summary>
    public IReadOnlyList<(VehicleId Vehicle, AlertId? Alert)> Leave(IReadOnlySet<VehicleId> seen)
    {
        List<(VehicleId Vehicle, AlertId? Alert)> gone = [.. _vehicles.Keys.Where(v => !seen.Contains(v)).Select(v => (v, (AlertId?)null))];
        foreach (var (vehicle, _) in gone)
        {
            _vehicles.Remove(vehicle, out _);
        }

        return gone;
    }
}
