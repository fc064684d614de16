using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Web.Alerts;
using HazmatTrack.Web.Vehicles;

namespace HazmatTrack.Web.Scope;

/// <summary>Finds out what decides who may see a vehicle, and applies <see cref="Visibility"/> to it.</summary>
internal sealed class VehicleSights(AccessDirectory operators, IAccessStore registered, VehicleDirectory hot, OpenViolations open, RecentProvinces recent, AlertTail tail)
{
    /// <summary>How long a call waits, just after the start, until the open alerts are known: without them fewer vehicles would be seen.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Those of some vehicles that are within a scope, in the same order.</summary>
    /// <exception cref="TimeoutException">A part does not answer, so that nothing can be said.</exception>
    public async Task<IReadOnlyList<LastSeen>> WithinAsync(AccessScope scope, IReadOnlyList<LastSeen> sights, CancellationToken cancellation)
    {
        if (scope.IsEmpty || sights.Count == 0)
        {
            return [];
        }

        await tail.Started.WaitAsync(s_patience, cancellation);
        var owners = scope.Operator is null ? null : await operators.OperatorsOfAsync([.. sights.Select(s => s.Vehicle)], cancellation);
        return [.. sights.Where(s => Visibility.CanSee(scope, FactsOf(s.Vehicle, s.Province, owners)))];
    }

    /// <summary>What decides about one vehicle; null where the scope does not have it, whether there is such a vehicle or not.</summary>
    /// <exception cref="TimeoutException">A part does not answer, so that nothing can be said.</exception>
    public async Task<VehicleFacts?> FindAsync(AccessScope scope, VehicleId vehicle, CancellationToken cancellation)
    {
        var facts = await FactsOfAsync(scope, vehicle, cancellation);
        return Visibility.CanSee(scope, facts) ? facts : null;
    }

    /// <summary>What decides whether a scope has a vehicle, which need not exist.</summary>
    /// <exception cref="TimeoutException">A part does not answer, so that nothing can be said.</exception>
    public async Task<VehicleFacts> FactsOfAsync(AccessScope scope, VehicleId vehicle, CancellationToken cancellation)
    {
        await tail.Started.WaitAsync(s_patience, cancellation);
        var owners = scope.Operator is null ? null : await operators.OperatorsOfAsync([vehicle], cancellation);
        return FactsOf(vehicle, (await hot.FindAsync(vehicle, cancellation))?.Province ?? ProvinceCode.None, owners);
    }

    /// <summary>What limits lists and counts of alerts to a scope.</summary>
    /// <exception cref="AccessUnavailableException">The operators do not answer.</exception>
    public async Task<AlertScope> AlertsAsync(AccessScope scope, CancellationToken cancellation) => new(
        scope.Operator is { } code ? await VehiclesOfAsync(code, cancellation) : [],
        new(scope.Inspects.Bits | scope.Governs.Bits),
        scope.Governs);

    /// <summary>Whether an alert is within a scope.</summary>
    /// <exception cref="AccessUnavailableException">The operators do not answer.</exception>
    public async ValueTask<bool> SeesAsync(AccessScope scope, Alert alert, CancellationToken cancellation)
    {
        var owner = scope.Operator is null ? null : (await operators.OperatorsOfAsync([alert.Vehicle], cancellation)).GetValueOrDefault(alert.Vehicle);
        return Visibility.CanSeeAlert(scope, owner, HomeProvince.FromPlate(alert.Vehicle.ToString()), AlertProvinces.SetOf(alert.Finding));
    }

    /// <summary>Those of some events whose alerts are within a scope, in the same order.</summary>
    /// <exception cref="AccessUnavailableException">The operators do not answer.</exception>
    public async ValueTask<IReadOnlyList<AlertFrame>> WithinAsync(AccessScope scope, IReadOnlyList<AlertFrame> frames, CancellationToken cancellation)
    {
        if (frames.Count == 0)
        {
            return frames;
        }

        var owners = scope.Operator is null ? null : await operators.OperatorsOfAsync([.. frames.Select(f => f.Vehicle).Distinct()], cancellation);
        return
        [
            .. frames.Where(f => Visibility.CanSeeAlert(
                scope, owners?.GetValueOrDefault(f.Vehicle), HomeProvince.FromPlate(f.Vehicle.ToString()), f.Provinces)),
        ];
    }

    private async Task<IReadOnlyList<VehicleId>> VehiclesOfAsync(string code, CancellationToken cancellation)
    {
        const int Page = 10_000;
        var all = new List<VehicleId>();
        for (VehicleId? after = null; ;)
        {
            var page = await registered.VehiclesOfAsync(code, after, Page, cancellation);
            all.AddRange(page.Select(v => v.Vehicle));
            if (page.Count < Page)
            {
                return all;
            }

            after = page[^1].Vehicle;
        }
    }

    private VehicleFacts FactsOf(VehicleId vehicle, ProvinceCode present, IReadOnlyDictionary<VehicleId, string>? owners) => new()
    {
        Operator = owners?.GetValueOrDefault(vehicle),
        Home = HomeProvince.FromPlate(vehicle.ToString()),
        Present = present,
        Recent = recent.Of(vehicle),
        OpenAlerts = open.ConcernedBy(vehicle),
    };
}
