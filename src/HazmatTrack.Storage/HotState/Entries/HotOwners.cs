using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>
/// The server of each part. In a cluster the nodes are queried, not the client: it uses another node where the owner of a slot is not connected, and
/// the INFO values of that node do not apply to the part.
/// </summary>
internal sealed class HotOwners
{
    private readonly IConnectionMultiplexer _redis;
    private readonly HotKeys _keys;
    private readonly ClusterConfiguration? _nodes;

    private HotOwners(IConnectionMultiplexer redis, HotKeys keys, ClusterConfiguration? nodes) => (_redis, _keys, _nodes) = (redis, keys, nodes);

    /// <exception cref="HotStateUnavailableException">No node of the cluster answers.</exception>
    public static async Task<HotOwners> AskAsync(IConnectionMultiplexer redis, HotKeys keys, HotLanes lanes)
    {
        if (lanes.IsOne)
        {
            return new(redis, keys, null);
        }

        // A replica knows the slots too, but a master knows changes first.
        var node = redis.GetServers().Where(s => s.IsConnected).OrderBy(s => s.IsReplica).FirstOrDefault()
            ?? throw new HotStateUnavailableException("No node of Redis is connected.");
        return new(redis, keys, node.ServerType == ServerType.Cluster ? await node.ClusterNodesAsync() : null);
    }

    /// <exception cref="HotStateUnavailableException">It is not connected, or the part's slot has no owner.</exception>
    public IServer Of(int part)
    {
        var server = _nodes is null ? _redis.GetServer(_keys.Birth(part), flags: CommandFlags.DemandMaster)
            : _nodes.GetBySlot(_keys.Birth(part)) is { EndPoint: { } owner } ? _redis.GetServer(owner)
            : throw new HotStateUnavailableException($"No node of Redis has the slot of {_keys.Birth(part)}.");
        return server.IsConnected ? server : throw new HotStateUnavailableException($"Redis at {server.EndPoint} is not connected.");
    }
}
