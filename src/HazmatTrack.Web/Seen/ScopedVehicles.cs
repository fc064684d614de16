using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.HotState.Entries;

namespace HazmatTrack.Web.Seen;

/// <summary>Lists of vehicles, each limited to what a caller may see.</summary>
internal sealed class ScopedVehicles(VehicleDirectory hot, VehicleSights sights, IAccessStore registered)
{
    /// <summary>How many vehicles are looked at in one step where few of them may be within the scope.</summary>
    private const int Step = 5_000;

    /// <summary>The visible vehicles of a province, or all, from after a cursor. The next cursor names the last of them.</summary>
    /// <exception cref="TimeoutException">Hot state is unavailable or incomplete.</exception>
    public async Task<(IReadOnlyList<LastSeen> Sights, VehicleCursor? Next)> ListAsync(
        AccessScope scope, ProvinceCode? province, VehicleCursor? cursor, int limit, CancellationToken cancellation)
    {
        var (found, at) = (new List<LastSeen>(), cursor);
        while (found.Count < limit)
        {
            var (page, next) = await PageAsync(scope, province, at, cancellation);
            var visible = await sights.WithinAsync(scope, page, cancellation);
            found.AddRange(visible);
            at = next;
            if (next is null)
            {
                break;
            }
        }

        if (found.Count < limit || (found.Count == limit && at is null))
        {
            return (found, null);
        }

        // The cursor is clear text: where the pages that were looked at end may be a vehicle that is out of sight.
        found.RemoveRange(limit, found.Count - limit);
        return (found, new(province ?? ProvinceCode.None, found[^1].Vehicle));
    }

    /// <summary>The visible vehicles within a circle, nearest first.</summary>
    /// <exception cref="TimeoutException">Hot state is unavailable or incomplete.</exception>
    public async Task<IReadOnlyList<LastSeen>> NearAsync(AccessScope scope, GeoPoint centre, Distance radius, int limit, CancellationToken cancellation)
    {
        // Nearer ones that are not seen must not take the places of those that are.
        for (var asked = limit; ;)
        {
            var near = await hot.NearAsync(centre, radius, asked, cancellation);
            var visible = await sights.WithinAsync(scope, near, cancellation);
            if (visible.Count >= limit || near.Count < asked)
            {
                return [.. visible.Take(limit)];
            }

            asked *= 4;
        }
    }

    /// <summary>An operator's vehicles are asked for by their names; the others' are found among all.</summary>
    private async Task<(IReadOnlyList<LastSeen> Sights, VehicleCursor? Next)> PageAsync(
        AccessScope scope, ProvinceCode? province, VehicleCursor? at, CancellationToken cancellation)
    {
        if (scope is not { Operator: { } code, Inspects.Bits: 0, Governs.Bits: 0 })
        {
            return await hot.ListAsync(province, at, Step, cancellation);
        }

        var vehicles = await registered.VehiclesOfAsync(code, at?.Vehicle, Step, cancellation);
        var seen = await hot.LastSeenAsync([.. vehicles.Select(v => v.Vehicle)], cancellation);
        return (
            [.. seen.OfType<LastSeen>().Where(s => province is not { } only || s.Province == only)],
            vehicles.Count < Step ? null : new(province ?? ProvinceCode.None, vehicles[^1].Vehicle));
    }
}
