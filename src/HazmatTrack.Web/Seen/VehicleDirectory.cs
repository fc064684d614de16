using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.HotState.Entries;
using StackExchange.Redis;

namespace HazmatTrack.Web.Seen;

/// <summary>
/// Hot state for readers: answers only while it is complete. After a flush or a restart of Redis some vehicles are missing until they are
/// written again, and a list without them would look complete.
/// </summary>
internal sealed class VehicleDirectory(IHotState hot, PositionLog topics, ProvinceMap map)
{
    /// <summary>The life in which each part was last found complete.</summary>
    private readonly string?[] _wholeIn = new string?[HotParts.Count];

    /// <summary>The vehicles of a province, or all, from after a cursor.</summary>
    /// <remarks>All are not listed by province: one that crosses a border between two pages would be on none of them, or on both.</remarks>
    /// <exception cref="TimeoutException">Hot state is unavailable or incomplete.</exception>
    public async Task<(IReadOnlyList<LastSeen> Sights, VehicleCursor? Next)> ListAsync(
        ProvinceCode? province, VehicleCursor? cursor, int limit, CancellationToken cancellation)
    {
        var found = await AskAsync(
            () => province is { } only ? hot.InProvinceAsync(only, cursor?.Vehicle, limit, cancellation)
                : hot.ListAsync(map.Provinces.Append(ProvinceCode.None), cursor?.Vehicle, limit, cancellation),
            PartSet.All,
            cancellation);
        return (found, found.Count < limit ? null : new(province ?? ProvinceCode.None, found[^1].Vehicle));
    }

    /// <summary>Vehicles within a circle, nearest first.</summary>
    /// <exception cref="TimeoutException">Hot state is unavailable or incomplete.</exception>
    public Task<IReadOnlyList<LastSeen>> NearAsync(GeoPoint centre, Distance radius, int limit, CancellationToken cancellation) =>
        AskAsync(() => hot.NearAsync(centre, radius, limit, cancellation), PartSet.All, cancellation);

    /// <summary>Where a vehicle was last seen, as current as the lists; null for one that never reported.</summary>
    /// <exception cref="TimeoutException">Hot state is unavailable, or is incomplete and does not have the vehicle.</exception>
    public async Task<LastSeen?> FindAsync(VehicleId vehicle, CancellationToken cancellation)
    {
        try
        {
            if ((await hot.LastSeenAsync([vehicle], cancellation))[0] is { } sight)
            {
                return sight;
            }
        }
        catch (RedisException e)
        {
            throw new TimeoutException($"Hot state does not answer: {e.Message}", e);
        }

        return await AskAsync(() => Task.FromResult<LastSeen?>(null), PartSet.Only(HotParts.PartOf(vehicle)), cancellation);
    }

    /// <summary>Where some vehicles were last seen, in their order; null for one that never reported.</summary>
    /// <exception cref="TimeoutException">Hot state is unavailable or incomplete.</exception>
    public Task<IReadOnlyList<LastSeen?>> LastSeenAsync(IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation) =>
        AskAsync(() => hot.LastSeenAsync(vehicles, cancellation), PartSet.All, cancellation);

    /// <summary>
    /// A vehicle's tracker as it was last packed, up to 31 reports ago; null where there is none that this version can read, as after an upgrade for
    /// a vehicle that has not reported since.
    /// </summary>
    /// <exception cref="TimeoutException">Hot state is unavailable.</exception>
    public async Task<VehicleTracker?> PackedAsync(VehicleId vehicle, CancellationToken cancellation)
    {
        try
        {
            return (await hot.ReadAsync([vehicle], cancellation))[0] is { } blob ? VehicleTracker.Decode(vehicle, blob.Span) : null;
        }
        catch (RedisException e)
        {
            throw new TimeoutException($"Hot state does not answer: {e.Message}", e);
        }
        catch (TrackerBlobException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether parts are complete in the life in which they were complete before the query. Otherwise the answer may have been read while they were
    /// being rebuilt, and they have become complete only since.
    /// </summary>
    private bool IsAsBefore(string?[] before, HotCompleteness seen, PartSet parts)
    {
        var isSame = true;
        for (var part = 0; part < before.Length; part++)
        {
            if (parts.Contains(part) && seen.LifeOf(part) is var life && life != before[part])
            {
                (_wholeIn[part], isSame) = (life, false);
            }
        }

        return isSame;
    }

    /// <param name="ask">Queries hot state.</param>
    /// <param name="parts">The parts that must be complete, for every partition, before and after.</param>
    private async Task<T> AskAsync<T>(Func<Task<T>> ask, PartSet parts, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var before = (string?[])_wholeIn.Clone();
                var answer = await ask();
                var seen = await hot.LookAsync(parts, cancellation);
                if (!Enumerable.Range(0, topics.PositionPartitions).All(p => seen.CompleteFor(p).Contains(parts)))
                {
                    throw new TimeoutException(seen.Fault is { } fault
                        ? $"Hot state does not answer: {fault}"
                        : "Hot state is being built again; not all vehicles are in it yet.");
                }

                if (IsAsBefore(before, seen, parts))
                {
                    return answer;
                }
            }
        }
        catch (RedisException e)
        {
            throw new TimeoutException($"Hot state does not answer: {e.Message}", e);
        }
    }
}
