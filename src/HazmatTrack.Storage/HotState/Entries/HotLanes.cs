using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>
/// The parts that one command may touch: in a cluster those of one slot, so one part; on a single server all of them, where fewer and longer commands cost
/// less. The keys are the same in both.
/// </summary>
internal sealed class HotLanes(IConnectionMultiplexer redis)
{
    private bool? _isOne;

    /// <summary>Whether a command may touch several parts.</summary>
    public bool IsOne
    {
        get
        {
            if (_isOne is not { } isOne)
            {
                // The type of a server is known once the client has connected to it.
                var servers = Array.FindAll(redis.GetServers(), s => s.IsConnected);
                isOne = servers.Length > 0 && Array.TrueForAll(servers, s => s.ServerType is ServerType.Standalone or ServerType.Sentinel);
                _isOne = servers.Length > 0 ? isOne : null;
            }

            return isOne;
        }
    }

    /// <summary>The lane of a part.</summary>
    public int Of(int part) => IsOne ? 0 : part;
}
