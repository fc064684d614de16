using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tracking;
using HazmatTrack.Storage.HotState;
using StackExchange.Redis;

namespace HazmatTrack.Server.Api;

/// <summary>
/// Hot state for readers: answers only while it is whole. After a flush or a restart of Redis some vehicles are missing until they have been
/// written again, and a list without them would look like all there is.
/// </summary>
internal sealed class HotReading(IHotState hot, Topics topics, ProvinceMap map)
{
    /// <summary>Vehicles by province and id.</summary>
    /// <exception cref="TimeoutException">Hot state cannot be asked, or is not whole.</exception>
    public async Task<(IReadOnlyList<VehicleSight> Sights, string? Next)> ListAsync(ProvinceCode? province, string? cursor, int limit, CancellationToken cancellation) =>
        await AskAsync(
            async () =>
            {
                var codes = province is { } only ? [only] : map.Provinces.Append(ProvinceCode.None).Order().ToList();
                var (from, after) = Cursor(cursor);
                var found = new List<VehicleSight>();
                foreach (var code in codes.Where(c => c.CompareTo(from) >= 0))
                {
                    found.AddRange(await hot.InProvinceAsync(code, code == from ? after : null, limit - found.Count, cancellation));
                    if (found.Count >= limit)
                    {
                        return ((IReadOnlyList<VehicleSight>)found, (string?)$"{code.Number}:{found[^1].Vehicle}");
                    }
                }

                return (found, (string?)null);
            },
            cancellation);

    /// <summary>Vehicles within a circle, nearest first.</summary>
    /// <exception cref="TimeoutException">Hot state cannot be asked, or is not whole.</exception>
    public Task<IReadOnlyList<VehicleSight>> NearAsync(GeoPoint centre, Distance radius, int limit, CancellationToken cancellation) =>
        AskAsync(() => hot.NearAsync(centre, radius, limit, cancellation), cancellation);

    /// <summary>Where a vehicle was last seen, as new as the lists; null for one that never reported.</summary>
    /// <exception cref="TimeoutException">Hot state cannot be asked, or is not whole and does not have it.</exception>
    public async Task<VehicleSight?> FindAsync(VehicleId vehicle, CancellationToken cancellation)
    {
        try
        {
            if ((await hot.SightAsync([vehicle], cancellation))[0] is { } sight)
            {
                return sight;
            }
        }
        catch (RedisException e)
        {
            throw new TimeoutException($"Hot state does not answer: {e.Message}", e);
        }

        return await AskAsync(() => Task.FromResult<VehicleSight?>(null), cancellation);
    }

    /// <summary>
    /// A vehicle's tracker as it was packed last, up to 31 reports ago; null where there is none that this program can read, as after an upgrade for a
    /// vehicle that has not reported since.
    /// </summary>
    /// <exception cref="TimeoutException">Hot state cannot be asked.</exception>
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

    private static (ProvinceCode From, VehicleId? After) Cursor(string? cursor)
    {
        if (cursor is null)
        {
            return (ProvinceCode.None, null);
        }

        var cut = cursor.IndexOf(':', StringComparison.Ordinal);
        return cut > 0 && int.TryParse(cursor.AsSpan(0, cut), out var number) && VehicleId.TryFromStored(cursor[(cut + 1)..], out var vehicle)
            ? (new(number), vehicle)
            : throw new BadInputException("cursor", "This is no cursor; take 'nextCursor' of the page before, unchanged.");
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            var answer = await ask();
            var life = await hot.LifeAsync(cancellation);
            var whole = await Task.WhenAll(Enumerable.Range(0, topics.PositionPartitions).Select(p => hot.IsWholeAsync(p, life, cancellation)));
            return Array.TrueForAll(whole, w => w)
                ? answer
                : throw new TimeoutException("Hot state is being built again; not all vehicles are in it yet.");
        }
        catch (RedisException e)
        {
            throw new TimeoutException($"Hot state does not answer: {e.Message}", e);
        }
    }
}
