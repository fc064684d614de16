using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>What the stores have and the metrics say.</summary>
internal sealed partial class Stages
{
    /// <summary>A vehicle's state as hot state has it.</summary>
    public async Task<VehicleTracker> PackedAsync(VehicleId vehicle) =>
        VehicleTracker.Decode(vehicle, (await _hot.ReadAsync([vehicle], Stop))[0]!.Value.Span, Now.Session.Log);

    /// <summary>Why a vehicle is not judged; null where it is.</summary>
    public async Task<string?> WhyNotJudgedAsync(VehicleId vehicle) => (await _history.QuarantineOfAsync(vehicle, Stop))?.Reason;

    /// <summary>All reports that history has of a vehicle.</summary>
    public async Task<List<PositionReport>> StoredAsync(VehicleId vehicle) =>
        await _history.ReadAsync(vehicle, default, Instant.From(DateTimeOffset.MaxValue), Now.Session.History.OpenPoints(vehicle), Stop).ToListAsync(Stop);

    /// <summary>Vehicles that are still to be judged again.</summary>
    public Task<IReadOnlyList<PendingRejudge>> NotedAsync() => Now.Session.History.PendingRejudgesAsync(Stop);

    /// <summary>Everything that happened to a vehicle's alerts of a rule, in order.</summary>
    public async Task<IReadOnlyList<AlertEvent>> EventsAsync(VehicleId vehicle, string rule)
    {
        var alerts = (await _alerts.ListAsync(new() { Vehicle = vehicle, Limit = 1000 }, Stop)).Alerts.Where(a => a.Finding.Rule == rule);
        var events = new List<AlertEvent>();
        foreach (var alert in alerts)
        {
            events.AddRange(await _alerts.EventsOfAsync(alert.Id, Stop));
        }

        return [.. events.OrderBy(e => e.Sequence)];
    }

    /// <summary>All alerts of a vehicle, retracted ones too.</summary>
    public async Task<IReadOnlyList<Alert>> AlertsAsync(VehicleId vehicle) => (await _alerts.ListAsync(new() { Vehicle = vehicle, Limit = 1000 }, Stop)).Alerts;

    /// <summary>Everything that happened to an alert, in order.</summary>
    public Task<IReadOnlyList<AlertEvent>> EventsAsync(AlertId alert) => _alerts.EventsOfAsync(alert, Stop);

    /// <summary>All events of the alerts of some vehicles, in their order.</summary>
    public async Task<List<AlertEvent>> AllEventsAsync(IEnumerable<VehicleId> vehicles)
    {
        var all = new List<AlertEvent>();
        foreach (var vehicle in vehicles)
        {
            foreach (var alert in await AlertsAsync(vehicle))
            {
                all.AddRange(await EventsAsync(alert.Id));
            }
        }

        return [.. all.OrderBy(e => e.Sequence)];
    }

    /// <summary>What stands of a vehicle, in order of onset, rule and key.</summary>
    public async Task<IReadOnlyList<Finding>> StandingAsync(VehicleId vehicle) =>
        [.. (await _alerts.ListAsync(new() { Vehicle = vehicle, Limit = 1000 }, Stop)).Alerts
            .Where(a => a.Status != AlertStatus.Retracted).Select(a => a.Finding).OrderBy(SomeFleet.Text, StringComparer.Ordinal)];

    /// <inheritdoc cref="Counters.SumAsync"/>
    public Task<double> CountAsync(string counter) => Counters.SumAsync(_registry, counter);
}
