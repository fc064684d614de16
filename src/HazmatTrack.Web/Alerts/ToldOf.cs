using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Web.Alerts;

/// <summary>
/// The vehicles and alerts that one client of the stream was told of, so that it is told when it may not see them any more: the newest of each, some thousands.
/// </summary>
internal sealed class ToldOf
{
    private const int Most = 5000;

    private readonly Dictionary<AlertId, VehicleId> _alerts = [];
    private readonly Queue<AlertId> _order = [];
    private readonly HashSet<VehicleId> _vehicles = [];
    private readonly Queue<VehicleId> _vehicleOrder = [];

    public IReadOnlyCollection<VehicleId> Vehicles => _vehicles;

    public void Tell(IEnumerable<AlertFrame> frames)
    {
        foreach (var frame in frames)
        {
            if (_alerts.TryAdd(frame.Alert, frame.Vehicle))
            {
                _order.Enqueue(frame.Alert);
            }

            if (_vehicles.Add(frame.Vehicle))
            {
                _vehicleOrder.Enqueue(frame.Vehicle);
            }

            while (_order.Count > Most)
            {
                _alerts.Remove(_order.Dequeue());
            }

            while (_vehicleOrder.Count > Most)
            {
                _vehicles.Remove(_vehicleOrder.Dequeue());
            }
        }
    }

    /// <summary>The alerts that were told and are out of sight by these events, each once.</summary>
    public IReadOnlyList<(VehicleId Vehicle, AlertId? Alert)> Leave(IEnumerable<AlertFrame> outOfSight)
    {
        var gone = new List<(VehicleId, AlertId?)>();
        foreach (var frame in outOfSight)
        {
            if (_alerts.Remove(frame.Alert))
            {
                gone.Add((frame.Vehicle, frame.Alert));
            }
        }

        return gone;
    }

    /// <summary>The vehicles that were told and are not among those that are seen now, each once.</summary>
    public IReadOnlyList<(VehicleId Vehicle, AlertId? Alert)> Leave(IReadOnlySet<VehicleId> seen)
    {
        var gone = _vehicles.Where(v => !seen.Contains(v)).ToList();
        _vehicles.ExceptWith(gone);
        return gone.ConvertAll(v => (v, (AlertId?)null));
    }
}
