using System.Text;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState.Entries;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState;

/// <content>
/// The list of all vehicles, part by part, within a part by id. A vehicle never changes its part, and the views of a part by province are read in one
/// transaction, so that one that moves between them is in one of them whenever they are read.
/// </content>
public sealed partial class RedisHotState
{
    public async Task<IReadOnlyList<LastSeen>> ListAsync(
        IEnumerable<ProvinceCode> provinces, VehicleId? after, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var views = provinces.Select(p => ViewEntry.Province(p.Number)).Distinct().ToArray();
        var found = new List<LastSeen>();
        for (var part = after is { } last ? HotParts.PartOf(last) : 0; part < HotParts.Count && found.Count < limit; part++, after = null)
        {
            RedisValue from = after is { } vehicle ? vehicle.ToString() : RedisValue.Null;
            while (found.Count < limit)
            {
                var wanted = limit - found.Count;
                var members = await NextAsync(part, views, from, wanted, cancellation);
                found.AddRange(await VerifiedAsync(part, members, views, cancellation));
                if (members.Length < wanted)
                {
                    break;
                }

                from = members[^1];
            }
        }

        return found;
    }

    /// <summary>The next members of a part's views together, in order of the ids' bytes; fewer than wanted only at the end.</summary>
    private async Task<RedisValue[]> NextAsync(int part, ViewEntry[] views, RedisValue after, int wanted, CancellationToken cancellation)
    {
        var transaction = _redis.CreateTransaction();
        var pages = Array.ConvertAll(views, view => transaction.SortedSetRangeByValueAsync(
            _keys.View(part, view), after, RedisValue.Null, after.IsNull ? Exclude.None : Exclude.Start, take: wanted, flags: CommandFlags.DemandMaster));
        await transaction.ExecuteAsync(CommandFlags.DemandMaster).WaitAsync(cancellation);

        // Of each view the first ones that are wanted: the first of all are among them. A stale entry may name a vehicle a second time.
        var members = await Task.WhenAll(pages).WaitAsync(cancellation);
        return [.. members.SelectMany(m => m).Distinct().OrderBy(m => Encoding.UTF8.GetBytes(m.ToString()), BytesComparer.Instance).Take(wanted)];
    }
}
