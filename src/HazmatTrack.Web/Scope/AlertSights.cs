using HazmatTrack.Domain;
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
    public async Task<AlertScope> AlertsAsync(AccessScope scope, CancellationToken cancellation)
    {
        var own = (scope.Operator is { } code ? await VehiclesOfAsync(code, cancellation) : []).ToLookup(v => v.OwnFrom == default);
        return new([.. own[true].Select(v => v.Vehicle)], new(scope.Inspects.Bits | scope.Governs.Bits), scope.Governs)
        {
            VehiclesFrom = [.. own[false].Select(v => (v.Vehicle, v.OwnFrom))],
        };
    }

    /// <summary>Whether an alert is within a scope.</summary>
    /// <exception cref="AccessUnavailableException">The operators do not answer.</exception>
    public async ValueTask<bool> SeesAsync(AccessScope scope, Alert alert, CancellationToken cancellation)
    {
        var owner = scope.Operator is null ? default : (await operators.OperatorsOfAsync([alert.Vehicle], cancellation)).GetValueOrDefault(alert.Vehicle);
        return Visibility.CanSeeAlert(scope, WhoseOf(alert.Vehicle, owner), AlertProvinces.SetOf(alert.Finding), alert.Finding.Onset);
    }

    /// <summary>Those of some events whose alerts are within a scope, in the same order.</summary>
    /// <param name="about">The vehicle of an event, the provinces that its alert concerns, and when the alert began.</param>
    /// <exception cref="AccessUnavailableException">The operators do not answer.</exception>
    public async ValueTask<IReadOnlyList<T>> WithinAsync<T>(
        AccessScope scope, IReadOnlyList<T> events, Func<T, (VehicleId Vehicle, ProvinceSet Concerned, Instant Onset)> about, CancellationToken cancellation)
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
                var (vehicle, concerned, onset) = about(e);
                return Visibility.CanSeeAlert(scope, WhoseOf(vehicle, owners?.GetValueOrDefault(vehicle) ?? default), concerned, onset);
            }),
        ];
    }

    private static VehicleFacts WhoseOf(VehicleId vehicle, VehicleOperator owner) => new()
    {
        Operator = owner.Code,
        OperatorSince = owner.OwnFrom,
        Home = HomeProvince.FromPlate(vehicle.ToString()),
    };

    private async Task<IReadOnlyList<OperatorVehicle>> VehiclesOfAsync(string code, CancellationToken cancellation)
    {
        const int Page = 10_000;
        var all = new List<OperatorVehicle>();
        for (VehicleId? after = null; ;)
        {
            var page = await registered.VehiclesOfAsync(code, after, Page, cancellation);
            all.AddRange(page);
            if (page.Count < Page)
            {
                return all;
            }

            after = page[^1].Vehicle;
        }
    }
}
