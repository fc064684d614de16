using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Web.Scope;

namespace HazmatTrack.Web.Seen;

/// <summary>Finds out what decides who may see a vehicle, and applies <see cref="Visibility"/> to it.</summary>
internal sealed class VehicleSights(AccessDirectory operators, VehicleDirectory hot, OpenViolations open, RecentProvinces recent)
{
    /// <summary>How long a call waits, just after the start, until the open alerts are known: without them fewer vehicles would be seen.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Those of some vehicles that are within a scope, in the same order.</summary>
    /// <exception cref="TimeoutException">A part does not answer, so that this is unknown.</exception>
    public async Task<IReadOnlyList<LastSeen>> WithinAsync(AccessScope scope, IReadOnlyList<LastSeen> sights, CancellationToken cancellation)
    {
        if (scope.IsEmpty || sights.Count == 0)
        {
            return [];
        }

        await open.Loaded.WaitAsync(s_patience, cancellation);
        var owners = await OwnersAsync(scope, [.. sights.Select(s => s.Vehicle)], cancellation);
        return [.. sights.Where(s => Visibility.CanSee(scope, FactsOf(s.Vehicle, s.Province, owners), s.Time))];
    }

    /// <summary>What decides about one vehicle; null where the scope does not have it, whether there is such a vehicle or not.</summary>
    /// <exception cref="TimeoutException">A part does not answer, so that this is unknown.</exception>
    public async Task<VehicleFacts?> FindAsync(AccessScope scope, VehicleId vehicle, CancellationToken cancellation)
    {
        var facts = await FactsOfAsync(scope, vehicle, cancellation);
        return Visibility.CanSee(scope, facts) ? facts : null;
    }

    /// <summary>Whether a scope has a vehicle.</summary>
    /// <exception cref="TimeoutException">A part does not answer, so that this is unknown.</exception>
    public async Task<bool> SeesAsync(AccessScope scope, VehicleId vehicle, CancellationToken cancellation) =>
        await FindAsync(scope, vehicle, cancellation) is not null;

    /// <summary>
    /// What decides whether a scope has a vehicle, which need not exist. Where it is now is looked up only for a scope that it matters to, so that an outage
    /// keeps no operator from its vehicles.
    /// </summary>
    /// <exception cref="TimeoutException">A part does not answer, so that this is unknown.</exception>
    public async Task<VehicleFacts> FactsOfAsync(AccessScope scope, VehicleId vehicle, CancellationToken cancellation)
    {
        var owners = await OwnersAsync(scope, [vehicle], cancellation);
        var known = FactsOf(vehicle, ProvinceCode.None, owners);
        if (Visibility.SeesAnywhere(scope, known) || !HasProvince(scope))
        {
            return known;
        }

        await open.Loaded.WaitAsync(s_patience, cancellation);
        return FactsOf(vehicle, (await hot.FindAsync(vehicle, cancellation))?.Province ?? ProvinceCode.None, owners);
    }

    /// <summary>Those of some vehicles that are within a scope, whether they exist or not.</summary>
    /// <exception cref="TimeoutException">A part does not answer, so that this is unknown.</exception>
    public async Task<IReadOnlySet<VehicleId>> SeenOfAsync(AccessScope scope, IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation)
    {
        var owners = await OwnersAsync(scope, vehicles, cancellation);
        var seen = vehicles.Where(v => Visibility.SeesAnywhere(scope, FactsOf(v, ProvinceCode.None, owners))).ToHashSet();
        var others = vehicles.Where(v => !seen.Contains(v)).ToList();
        if (others.Count == 0 || !HasProvince(scope))
        {
            return seen;
        }

        await open.Loaded.WaitAsync(s_patience, cancellation);
        foreach (var (vehicle, last) in others.Zip(await hot.LastSeenAsync(others, cancellation)))
        {
            if (Visibility.CanSee(scope, FactsOf(vehicle, last?.Province ?? ProvinceCode.None, owners)))
            {
                seen.Add(vehicle);
            }
        }

        return seen;
    }

    /// <summary>What decides about the persons that documents of some vehicles name; where the vehicles are now is left out.</summary>
    /// <exception cref="TimeoutException">A part does not answer, so that this is unknown.</exception>
    public async Task<IReadOnlyDictionary<VehicleId, VehicleFacts>> AboutPersonsAsync(
        AccessScope scope, IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation)
    {
        var owners = await OwnersAsync(scope, vehicles, cancellation);
        if (HasProvince(scope))
        {
            await open.Loaded.WaitAsync(s_patience, cancellation);
        }

        return vehicles.ToDictionary(v => v, v => WhoseOf(v, owners) with { OpenAlerts = open.ConcernedBy(v) });
    }

    /// <summary>
    /// Whose some vehicles are and where they are at home, which decides whether they are seen whole; where they are now is left out. Their operators are known
    /// only for a scope that has one.
    /// </summary>
    /// <exception cref="TimeoutException">A part does not answer, so that this is unknown.</exception>
    public async Task<IReadOnlyDictionary<VehicleId, VehicleFacts>> WhoseAsync(
        AccessScope scope, IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation)
    {
        var owners = await OwnersAsync(scope, vehicles, cancellation);
        return vehicles.Distinct().ToDictionary(v => v, v => WhoseOf(v, owners));
    }

    /// <summary>Whether the scope has any province, so that it matters where vehicles are.</summary>
    private static bool HasProvince(AccessScope scope) => (scope.Inspects.Bits | scope.Governs.Bits) != 0;

    private async Task<IReadOnlyDictionary<VehicleId, VehicleOperator>?> OwnersAsync(
        AccessScope scope, IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation) =>
        scope.Operator is null || vehicles.Count == 0 ? null : await operators.OperatorsOfAsync(vehicles, cancellation);

    private static VehicleFacts WhoseOf(VehicleId vehicle, IReadOnlyDictionary<VehicleId, VehicleOperator>? owners)
    {
        var owner = owners?.GetValueOrDefault(vehicle) ?? default;
        return new() { Operator = owner.Code, OperatorSince = owner.OwnFrom, Home = HomeProvince.FromPlate(vehicle.ToString()) };
    }

    private VehicleFacts FactsOf(VehicleId vehicle, ProvinceCode now, IReadOnlyDictionary<VehicleId, VehicleOperator>? owners) => WhoseOf(vehicle, owners) with
    {
        Present = now,
        Recent = recent.Of(vehicle),
        OpenAlerts = open.ConcernedBy(vehicle),
    };
}
