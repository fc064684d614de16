using System.Globalization;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState;

/// <summary>The INFO values of a Redis server.</summary>
/// <param name="RunId">The id of the server run, new after every start of the process.</param>
/// <param name="EvictedKeys">How many keys it has evicted since it started.</param>
/// <param name="Policy">Its <c>maxmemory-policy</c>, where it has a memory limit and may evict keys at it; null for a server that keeps all keys.</param>
internal readonly record struct RedisFacts(string RunId, long EvictedKeys, string? Policy)
{
    private const string NoEviction = "noeviction";

    /// <exception cref="RedisException">The server does not answer, or does not return its <c>run_id</c>.</exception>
    public static async Task<RedisFacts> AskAsync(IServer server)
    {
        var fields = (await server.InfoAsync()).SelectMany(section => section).GroupBy(f => f.Key, StringComparer.Ordinal)
            .ToDictionary(f => f.Key, f => f.First().Value, StringComparer.Ordinal);
        if (!fields.TryGetValue("run_id", out var run))
        {
            throw new RedisException($"Redis at {server.EndPoint} does not tell its run_id.");
        }

        // The embedded server returns neither policy nor evictions: it has none.
        var policy = fields.GetValueOrDefault("maxmemory_policy", NoEviction);
        var isLimited = NumberOf("maxmemory") > 0;
        return new(run, NumberOf("evicted_keys"), isLimited && policy != NoEviction ? policy : null);

        long NumberOf(string name) => long.TryParse(fields.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
