using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using HazmatTrack.Storage.HotState.Entries;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState;

/// <summary>
/// The lives of the parts. A part's key <c>birth</c> holds a text of the form run/random, where run names one run of its server in which no key was evicted.
/// A flush deletes the key; a restart, a fail-over to a replica or an eviction changes the run, and the next reader begins a new life. So one text
/// determines whether everything that was written to a part is still there, and every writer reads it with each batch.
/// </summary>
internal sealed class HotLives(IConnectionMultiplexer redis, HotKeys keys, HotLanes lanes)
{
    /// <summary>Replaces the life of a part where it is still the one that was read; returns the one that is there then.</summary>
    private const string Replace = """
        local life = redis.call('GET', KEYS[1])
        if (life or '') == ARGV[1] then
            redis.call('SET', KEYS[1], ARGV[2])
            return ARGV[2]
        end
        return life
        """;

    private readonly IDatabase _redis = redis.GetDatabase();

    /// <summary>Checks every connected server, replicas too: each may become a master.</summary>
    /// <exception cref="EvictingRedisException">One of them may evict keys.</exception>
    public static Task RefuseEvictionAsync(IConnectionMultiplexer redis) => Task.WhenAll(redis.GetServers().Where(s => s.IsConnected).Select(RunAsync));

    /// <summary>The lives of parts in which a batch is written. One key of each is read; only the first batch checks the server as well.</summary>
    /// <remarks>The commands are sent before it returns.</remarks>
    public async Task<(int Part, string Birth)[]> BirthsAsync(PartSet parts)
    {
        var asked = Enumerable.Range(0, HotParts.Count).Where(parts.Contains).ToArray();
        var births = lanes.IsOne
            ? await _redis.StringGetAsync(Array.ConvertAll(asked, keys.Birth), CommandFlags.DemandMaster)
            : await Task.WhenAll(Array.ConvertAll(asked, p => _redis.StringGetAsync(keys.Birth(p), CommandFlags.DemandMaster)));
        return await Task.WhenAll(asked.Select(async (part, i) =>
            (part, births[i].IsNull ? await BeginAsync(part, "", await RunAsync((await HotOwners.AskAsync(redis, keys, lanes)).Of(part)))
                : births[i].ToString())));
    }

    /// <summary>Queries all parts and their servers; a server that does not answer makes only its own parts unavailable.</summary>
    public async Task<HotCompleteness> LookAsync(PartSet parts)
    {
        var owners = await HotOwners.AskAsync(redis, keys, lanes);
        var runs = new ConcurrentDictionary<EndPoint, Task<string>>();
        var faults = new ConcurrentDictionary<string, bool>();
        var looks = await Task.WhenAll(Enumerable.Range(0, HotParts.Count)
            .Select(p => parts.Contains(p) ? LookAsync(p) : Task.FromResult(((string?)null, NoMarks))));
        return new(
            Array.ConvertAll(looks, l => l.Item1),
            Array.ConvertAll(looks, l => l.Item2),
            faults.IsEmpty ? null : string.Join(' ', faults.Keys.Order(StringComparer.Ordinal)));

        async Task<(string? Life, IReadOnlyDictionary<int, string> Marks)> LookAsync(int part)
        {
            try
            {
                var server = owners.Of(part);
                var (birth, marks) = (
                    _redis.StringGetAsync(keys.Birth(part), CommandFlags.DemandMaster), _redis.HashGetAllAsync(keys.Whole(part), CommandFlags.DemandMaster));
                var run = await runs.GetOrAdd(server.EndPoint, _ => RunAsync(server));
                var life = (await birth).ToString();
                if (!life.StartsWith(run + "/", StringComparison.Ordinal))
                {
                    life = await BeginAsync(part, life, run);
                }

                return (life, (await marks).ToDictionary(m => (int)m.Name, m => m.Value.ToString()));
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                faults.TryAdd(e.Message, true);
                return (null, NoMarks);
            }
        }
    }

    public Task MarkAsync(int partition, PartSet parts, HotCompleteness seen) => Task.WhenAll(Enumerable.Range(0, HotParts.Count).Where(parts.Contains)
        .Select(p => _redis.HashSetAsync(keys.Whole(p), partition, seen.LifeOf(p))));

    public Task ForgetAsync(int partition) => Task.WhenAll(Enumerable.Range(0, HotParts.Count).Select(p => _redis.HashDeleteAsync(keys.Whole(p), partition)));

    private static IReadOnlyDictionary<int, string> NoMarks { get; } = new Dictionary<int, string>();

    /// <summary>The run of a server, in which no key was evicted.</summary>
    /// <exception cref="EvictingRedisException">Keys may be evicted unnoticed from now on.</exception>
    private static async Task<string> RunAsync(IServer server)
    {
        var facts = await RedisFacts.AskAsync(server);
        return facts.Policy is { } policy
            ? throw new EvictingRedisException(server.EndPoint, policy)
            : string.Create(CultureInfo.InvariantCulture, $"{facts.RunId}+{facts.EvictedKeys}");
    }

    private async Task<string> BeginAsync(int part, string before, string run)
    {
        var life = await _redis.ScriptEvaluateAsync(Replace, [keys.Birth(part)], [before, $"{run}/{Guid.NewGuid():N}"]);
        return life.IsNull ? throw new HotStateUnavailableException("Redis lost a key in the moment after it was read: it is being flushed.") : life.ToString();
    }
}
