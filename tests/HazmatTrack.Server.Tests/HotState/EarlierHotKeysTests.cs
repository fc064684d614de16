using HazmatTrack.Server.Embedded;
using HazmatTrack.TestServers;
using HazmatTrack.Tracker.Upkeep;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace HazmatTrack.Server.Tests.HotState;

/// <summary>What a version before Redis Cluster left in Redis does not stay there for ever.</summary>
public sealed class EarlierHotKeysTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Engines => ["garnet", "redis"];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_upgraded_server_removes_the_keys_of_the_version_before_and_no_others(string engine)
    {
        await using var embedded = engine == "garnet" ? EmbeddedRedis.Start(null) : null;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(
            (embedded?.Address ?? Servers.Redis) + Servers.RedisPatience, o => o.AllowAdmin = true);
        var (database, name) = (redis.GetDatabase(), Guid.NewGuid().ToString("N"));

        // A prefix that would match others, were it taken for a pattern.
        var prefix = $"{name}[ab]*:";
        string[] earlier = ["birth", "v:苏E12345_2", "s:苏E12345_2", "p:310000", "c:17", "q:苏E12345_2", "q-unknown", "whole:3"];
        string[] kept = [$"{prefix}{{18}}v:苏E12345_2", $"{name}a-other:v:苏E12345_2", $"{name}b*:birth"];
        foreach (var key in earlier.Select(e => prefix + e).Concat(kept))
        {
            await database.StringSetAsync(key, "1");
        }

        for (var i = 0; i < 2500; i++)
        {
            await database.StringSetAsync($"{prefix}v:苏E{i:D5}_2", "1", flags: CommandFlags.FireAndForget);
        }

        for (var start = 1; start <= 2; start++)
        {
            using var service = new EarlierHotKeys(redis, prefix, NullLogger<EarlierHotKeys>.Instance);
            await service.StartAsync(Stop);
            await service.ExecuteTask!;
        }

        Assert.Equal(0, await database.KeyExistsAsync([.. earlier.Select(e => (RedisKey)(prefix + e)), $"{prefix}v:苏E02499_2"]));
        Assert.Equal(kept.Length, await database.KeyExistsAsync([.. kept.Select(k => (RedisKey)k)]));
        await database.KeyDeleteAsync([.. kept.Select(k => (RedisKey)k)]);
    }
}
