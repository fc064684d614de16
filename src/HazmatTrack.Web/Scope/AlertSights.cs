using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Storage.Alerts;

namespace HazmatTrack.Web.Scope;

/// <summary>Applies <see cref="Visibility"/> to alerts.</summary>
internal sealed class AlertSights(AccessDirectory operators, IAccessStore registered)
{
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
        return Visibility.CanSeeAlert(scope, WhoseOf(alert.Vehicle, owner), AlertProvinces.SetOf(alert.Finding));
    }

    /// <summary>Those of some events whose alerts are within a scope, in the same order.</summary>
    /// <param name="about">The vehicle of an event, and the provinces that its alert concerns.</param>
    /// <exception cref="AccessUnavailableException">The operators do not answer.</exception>
    public async ValueTask<IReadOnlyList<T>> WithinAsync<T>(
        AccessScope scope, IReadOnlyList<T> events, Func<T, (VehicleId Vehicle, ProvinceSet Concerned)> about, CancellationToken cancellation)
    {
        if (events.Count == 0)
        {
            return events;
        }

        var owners = scope.Operator is null ? null : await operators.OperatorsOfAsync([.. events.Select(e => about(e).Vehicle).Distinct()], cancellation);
        return
        [
            .. events.Where(e =>
            {
                var (vehicle, concerned) = about(e);
                return Visibility.CanSeeAlert(scope, WhoseOf(vehicle, owners?.GetValueOrDefault(vehicle)), concerned);
            }),
        ];
    }

    private static VehicleFacts WhoseOf(VehicleId vehicle, string? owner) => new() { Operator = owner, Home = HomeProvince.FromPlate(vehicle.ToString()) };

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
}
