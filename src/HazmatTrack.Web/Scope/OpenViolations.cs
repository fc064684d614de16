using System.Runtime.InteropServices;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Alerts;

namespace HazmatTrack.Web.Scope;

/// <summary>The gravest open violation of a vehicle that is seen; among equally grave ones, the one with the newest onset.</summary>
/// <param name="Count">How many open violations of the vehicle are seen.</param>
internal readonly record struct GravestOpen(OpenViolation Violation, int Count);

/// <summary>
/// The open violations of every vehicle, in memory: loaded once, then kept current by the events of alerts. A list of
/// thousands of vehicles therefore shows the state of each without a query to the store.
/// </summary>
internal sealed class OpenViolations
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<VehicleId, List<OpenViolation>> _open = [];

    /// <summary>Completes once the violations, and the crossings of the last day, are known.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>The gravest of those that a scope sees; null for a vehicle without any.</summary>
    /// <param name="facts">Whose the vehicle is, and where it is at home.</param>
    public GravestOpen? Of(VehicleId vehicle, AccessScope scope, VehicleFacts facts)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(vehicle, out var open))
            {
                return null;
            }

            GravestOpen? gravest = null;
            foreach (var violation in open)
            {
                if (Visibility.CanSeeAlert(scope, facts, violation.Concerned, violation.Onset))
                {
                    gravest = new(violation, (gravest?.Count ?? 0) + 1);
                }
            }

            return gravest;
        }
    }

    /// <summary>The provinces that a vehicle's open violations concern.</summary>
    public ProvinceSet ConcernedBy(VehicleId vehicle)
    {
        lock (_lock)
        {
            return _open.TryGetValue(vehicle, out var open)
                ? open.Aggregate(default(ProvinceSet), (set, v) => new(set.Bits | v.Concerned.Bits))
                : default;
        }
    }

    /// <summary>The vehicles with an open violation that concerns one of some provinces, in order of their ids.</summary>
    /// <param name="after">The vehicle before the first; null for all.</param>
    public IReadOnlyList<VehicleId> In(ProvinceSet provinces, VehicleId? after, int limit)
    {
        lock (_lock)
        {
            return
            [
                .. _open
                    .Where(v => (after is not { } before || v.Key.CompareTo(before) > 0) && v.Value.Exists(o => (o.Concerned.Bits & provinces.Bits) != 0))
                    .Select(v => v.Key).Order().Take(limit),
            ];
        }
    }

    /// <summary>From now on what is held is current.</summary>
    public void SetLoaded() => _loaded.TrySetResult();

    /// <summary>Replaces all violations held.</summary>
    public void Load(IReadOnlyList<OpenViolation> open)
    {
        lock (_lock)
        {
            _open.Clear();
            foreach (var violation in open)
            {
                ListOf(violation.Vehicle).Add(violation);
            }

            foreach (var list in _open.Values)
            {
                list.Sort(Gravity);
            }
        }
    }

    /// <summary>
    /// Applies events in order. They may start before the loaded state, since each event carries its complete alert: the state is correct after the last.
    /// </summary>
    public void Take(IReadOnlyList<AlertEvent> events)
    {
        lock (_lock)
        {
            foreach (var alertEvent in events)
            {
                var alert = alertEvent.Alert;
                if (alert.State.IsOpenViolation)
                {
                    var list = ListOf(alert.Vehicle);
                    list.RemoveAll(v => v.Id == alert.Id);
                    var violation = OpenViolation.FromAlert(alert);
                    list.Insert(~list.BinarySearch(violation, Comparer<OpenViolation>.Create(Gravity)), violation);
                }
                else if (_open.TryGetValue(alert.Vehicle, out var list) && list.RemoveAll(v => v.Id == alert.Id) > 0 && list.Count == 0)
                {
                    _open.Remove(alert.Vehicle);
                }
            }
        }
    }

    /// <summary>Sorts the gravest last.</summary>
    private static int Gravity(OpenViolation a, OpenViolation b)
    {
        var c = a.Severity.CompareTo(b.Severity);
        c = c != 0 ? c : a.Onset.CompareTo(b.Onset);
        return c != 0 ? c : a.Id.CompareTo(b.Id);
    }

    private List<OpenViolation> ListOf(VehicleId vehicle) => CollectionsMarshal.GetValueRefOrAddDefault(_open, vehicle, out _) ??= [];
}
