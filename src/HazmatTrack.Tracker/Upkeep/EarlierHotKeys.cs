using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace HazmatTrack.Tracker.Upkeep;

/// <summary>
/// Removes keys that earlier versions stored in Redis under names without a hash tag: nothing reads them any more, and they would stay for ever. The key
/// <c>birth</c> is removed last, so that the next start resumes an interrupted removal, and a completed one costs a start one query.
/// </summary>
internal sealed partial class EarlierHotKeys(IConnectionMultiplexer redis, string prefix, ILogger<EarlierHotKeys> log) : BackgroundService
{
    private const int AtATime = 1000;
    private static readonly string[] s_names = ["v:*", "s:*", "p:*", "c:*", "q:*", "whole:*", "q-unknown"];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await redis.GetDatabase().KeyExistsAsync(prefix + "birth"))
            {
                LogRemoved(await RemoveAsync(stoppingToken));
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogLeft(e.Message);
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private async Task<long> RemoveAsync(CancellationToken cancellation)
    {
        var removed = 0L;
        var some = new List<RedisKey>(AtATime);

        // The keys were never written to a cluster: there is one server.
        var server = redis.GetServer(prefix + "birth", flags: CommandFlags.DemandMaster);
        foreach (var name in s_names)
        {
            await foreach (var key in server.KeysAsync(redis.GetDatabase().Database, pattern: Literal(prefix) + name, pageSize: AtATime)
                .WithCancellation(cancellation))
            {
                some.Add(key);
                if (some.Count == AtATime)
                {
                    removed += await redis.GetDatabase().KeyDeleteAsync([.. some]);
                    some.Clear();
                }
            }
        }

        return removed + await redis.GetDatabase().KeyDeleteAsync([.. some, prefix + "birth"]);
    }

    /// <summary>The text as a pattern that matches it alone.</summary>
    private static string Literal(string text) => Special().Replace(text, @"\$0");

    [GeneratedRegex(@"[*?\[\]\\^-]")]
    private static partial Regex Special();

    [LoggerMessage(LogLevel.Information, "{Keys} keys of hot state that an earlier version left in Redis are removed.")]
    private partial void LogRemoved(long keys);

    [LoggerMessage(LogLevel.Warning, "The keys that an earlier version left in Redis could not be removed ({Why}); the next start retries.")]
    private partial void LogLeft(string why);
}
