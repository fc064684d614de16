using System.Collections.Concurrent;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Tracker.Support;
using Prometheus;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>Tracks which vehicles of this silo have a rule that threw. Each is logged once, with rule and event time.</summary>
internal sealed partial class RuleFaultLog(IMetricFactory metrics, RuleCatalog rules, ILogger<RuleFaultLog> log)
{
    private readonly ConcurrentDictionary<VehicleId, RuleFault[]> _faulted = [];

    private readonly Counter _faults = metrics.CreateCounter(
        "hazmattrack_rule_faults_total", "Times a rule threw for a vehicle, and was not asked about it any more, by rule.", ["rule"])
        .ShownFor(rules.Definitions.Select(r => r.Id));

    public int Vehicles => _faulted.Count;

    /// <summary>Checks a vehicle after it was evaluated: cheap where no rule ever threw.</summary>
    public void Look(VehicleTracker tracker)
    {
        if (!tracker.HasFaults)
        {
            if (!_faulted.IsEmpty)
            {
                _faulted.TryRemove(tracker.Vehicle, out _);
            }

            return;
        }

        RuleFault[] now = [.. tracker.Faults];
        var known = _faulted.GetValueOrDefault(tracker.Vehicle) ?? [];
        _faulted[tracker.Vehicle] = now;
        foreach (var fault in now.Where(f => !Array.Exists(known, k => (k.Rule, k.Version, k.At) == (f.Rule, f.Version, f.At))))
        {
            _faults.WithLabels(fault.Rule).Inc();
            LogFaulted(fault.Rule, fault.Version, tracker.Vehicle, fault.At, fault.Reason);
        }
    }

    /// <summary>Removes a vehicle that has left this silo.</summary>
    public void Forget(VehicleId vehicle) => _faulted.TryRemove(vehicle, out _);

    [LoggerMessage(LogLevel.Error, "Rule {Rule} (version {Version}) threw for vehicle {Vehicle} at its fix of {At}: {Reason}. It is disabled for this vehicle, and its "
        + "alerts stay as they are; the other rules continue. Once it is repaired, POST /api/v1/vehicles/{Vehicle}/judge-again.")]
    private partial void LogFaulted(string rule, int version, VehicleId vehicle, Instant at, string reason);
}
