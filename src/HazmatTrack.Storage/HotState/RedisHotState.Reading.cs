using System.Buffers.Binary;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState.Entries;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState;

/// <content>The read queries, over all parts at once.</content>
public sealed partial class RedisHotState
{
    public async Task<IReadOnlyList<LastSeen>> InProvinceAsync(
        ProvinceCode province, VehicleId? after, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        RedisValue from = after is { } last ? last.ToString() : RedisValue.Null;
        var pages = Enumerable.Range(0, HotParts.Count).Select(p => new ProvincePage(p, from)).ToArray();
        var found = new List<LastSeen>();
        while (found.Count < limit)
        {
            // A part's share with a margin: vehicles are spread evenly over the parts, but not exactly.
            var wanted = ((limit - found.Count) * 5 / 4 / HotParts.Count) + 8;
            await Task.WhenAll(pages.Where(p => p.IsWanting).Select(p => ReadOnAsync(p, province, wanted, cancellation)));
            while (found.Count < limit && !Array.Exists(pages, p => p.IsWanting))
            {
                var next = pages.Where(p => p.Next is not null).MinBy(p => p.Next, BytesComparer.Instance);
                if (next is null)
                {
                    return found;
                }

                found.Add(next.Take());
            }
        }

        return found;
    }

    public async Task<IReadOnlyList<LastSeen>> NearAsync(GeoPoint centre, Distance radius, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(radius, IHotState.MaxRadius);
        var cells = Cell.Around(centre, radius).Select(ViewEntry.Cell).ToArray();
        var sights = await Task.WhenAll(Enumerable.Range(0, HotParts.Count).Select(p => InCellsAsync(p, cells, cancellation)));
        return sights.SelectMany(s => s)
            .Where(s => s.Position is { } p && Geodesy.Between(centre, p) <= radius)
            .OrderBy(s => Geodesy.Between(centre, s.Position!.Value)).ThenBy(s => s.Vehicle).Take(limit).ToList();
    }

    private async Task ReadOnAsync(ProvincePage page, ProvinceCode province, int wanted, CancellationToken cancellation)
    {
        var view = ViewEntry.Province(province.Number);
        var members = await _redis.SortedSetRangeByValueAsync(
            _keys.View(page.Part, view),
            page.After,
            RedisValue.Null,
            page.After.IsNull ? Exclude.None : Exclude.Start,
            take: wanted,
            flags: CommandFlags.DemandMaster).WaitAsync(cancellation);
        page.Add(members, wanted, (await VerifiedAsync(page.Part, members, [view], cancellation)).Where(s => s.Province == province));
    }

    /// <summary>A part's vehicles in any of some cells: one command for any number of cells.</summary>
    private async Task<List<LastSeen>> InCellsAsync(int part, ViewEntry[] cells, CancellationToken cancellation) => await VerifiedAsync(
        part,
        await _redis.SortedSetCombineAsync(
            SetOperation.Union, Array.ConvertAll(cells, c => _keys.View(part, c)), flags: CommandFlags.DemandMaster).WaitAsync(cancellation),
        cells,
        cancellation);

    /// <summary>The vehicles of a part's view entries; removes entries from the views whose values match none of them.</summary>
    private async Task<List<LastSeen>> VerifiedAsync(int part, RedisValue[] members, ViewEntry[] entries, CancellationToken cancellation)
    {
        var vehicles = Array.ConvertAll(members, m => VehicleId.FromStored(m.ToString()));
        var headers = await GetAsync(vehicles, _keys.Sight, cancellation);
        var wanted = entries.Select(e => e.Number).ToHashSet();
        var found = new List<LastSeen>(members.Length);
        var views = new HotViews(_redis, _keys, _lanes);
        for (var i = 0; i < vehicles.Length; i++)
        {
            var header = ((ReadOnlyMemory<byte>)headers[i]).Span;
            if (HotHeader.TryRead(vehicles[i], header, out var sight))
            {
                found.Add(sight);
                if (wanted.Contains(BinaryPrimitives.ReadInt32LittleEndian(header[entries[0].HeaderAt..])))
                {
                    continue;
                }
            }

            foreach (var entry in entries)
            {
                views.Remove(part, entry, vehicles[i]);
            }
        }

        await views.RemoveAsync().WaitAsync(cancellation);
        return found;
    }

    /// <summary>The values of vehicles, in their order: each command reads some hundred of one part.</summary>
    private async Task<RedisValue[]> GetAsync(IReadOnlyList<VehicleId> vehicles, Func<VehicleId, RedisKey> key, CancellationToken cancellation)
    {
        var places = new List<int>[HotParts.Count];
        for (var i = 0; i < vehicles.Count; i++)
        {
            (places[_lanes.Of(HotParts.PartOf(vehicles[i]))] ??= []).Add(i);
        }

        var values = new RedisValue[vehicles.Count];
        await Task.WhenAll(places.Where(p => p is not null).SelectMany(p => p.Chunk(KeysPerCommand)).Select(async some =>
        {
            var replies = await _redis.StringGetAsync(Array.ConvertAll(some, i => key(vehicles[i])), CommandFlags.DemandMaster);
            for (var i = 0; i < some.Length; i++)
            {
                values[some[i]] = replies[i];
            }
        })).WaitAsync(cancellation);
        return values;
    }

    private sealed class BytesComparer : IComparer<byte[]?>
    {
        public static readonly BytesComparer Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
