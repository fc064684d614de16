using System.Net;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.CommandLine;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.HotState;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;
using StackExchange.Redis;

namespace HazmatTrack.Server.Tests.HotState;

/// <summary>A Redis that throws keys away when its memory is full would make lists of vehicles short, and nobody would know.</summary>
public sealed class EvictingRedisTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-evict-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("allkeys-lru")]
    [InlineData("volatile-ttl")]
    public async Task A_Redis_that_may_evict_is_refused_at_start_in_one_line_that_says_what_to_set(string policy)
    {
        await using var server = await PrivateRedis.StartAsync();
        await SetAsync(server, policy, "100mb");
        var run = await ProgramRun.OfAsync("C", $"--Server:DataFolder={_folder}", "--Server:Port=0", $"--Redis:ConnectionString={server.Address}");
        run.SaysOneLine(3, $"may evict keys (maxmemory-policy {policy})");
        Assert.Contains("set maxmemory-policy to noeviction", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("noeviction", "100mb")]
    [InlineData("allkeys-lru", "0")]
    public async Task A_Redis_that_keeps_all_is_taken(string policy, string limit)
    {
        await using var server = await PrivateRedis.StartAsync();
        await SetAsync(server, policy, limit);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Address + ",allowAdmin=true");
        await RedisHotState.RefuseEvictionAsync(redis, Stop);
    }

    [Fact]
    public async Task While_Redis_may_evict_lists_are_refused_and_trucks_that_it_threw_away_come_back_before_they_are_listed()
    {
        await using var server = await PrivateRedis.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync($"--Redis:ConnectionString={server.Address}");
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        await program.SendAsync(Enumerable.Range(0, 50).Select(i => (
            new VehicleId($"苏E{10_000 + i}", PlateColour.Yellow),
            new PositionReport { Time = now, Position = new(31_385_600, 120_980_700), SpeedDeciKmh = 500, Status = ReportStatus.Fixed })));
        await Eventually.BecomesTrueAsync(async () => await ListedAsync(silo) == 50, "all 50 are listed");

        await SetAsync(server, "allkeys-random", "100mb");
        Assert.Null(await ListedAsync(silo));
        await Eventually.BecomesTrueAsync(
            async () => (await silo.Http.GetStringAsync(new Uri("/healthz/ready", UriKind.Relative), Stop)).Contains(
                "allkeys-random", StringComparison.Ordinal),
            "readiness tells");

        // It throws away what it can, and is set right: what is left looks like all there is.
        await SetAsync(server, "allkeys-random", "1");
        await EvictAsync(server);
        await SetAsync(server, "noeviction", "0");
        for (int? listed = null; listed != 50;)
        {
            listed = await ListedAsync(silo);
            Assert.True(listed is null or 50, $"{listed} of 50 are listed");
        }
    }

    /// <summary>How many vehicles are listed; null where that is refused.</summary>
    private static async Task<int?> ListedAsync(TestProgram.Silo silo)
    {
        using var answer = await silo.Http.GetAsync(new Uri("/api/v1/vehicles", UriKind.Relative), Stop);
        return answer.StatusCode == HttpStatusCode.ServiceUnavailable ? null
            : JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Stop)).RootElement.GetProperty("items").GetArrayLength();
    }

    private static async Task SetAsync(PrivateRedis server, string policy, string limit)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Address + ",allowAdmin=true");
        await redis.GetServers()[0].ConfigSetAsync("maxmemory-policy", policy);
        await redis.GetServers()[0].ConfigSetAsync("maxmemory", limit);
    }

    /// <summary>Writes until something has gone; the write itself may be refused.</summary>
    private static async Task EvictAsync(PrivateRedis server)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Address + ",allowAdmin=true");
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    await redis.GetDatabase().StringSetAsync("filler", "x");
                }
                catch (RedisServerException)
                {
                    // Even with nothing left it is over its limit.
                }

                return (await redis.GetServers()[0].InfoAsync("stats")).SelectMany(g => g).First(f => f.Key == "evicted_keys").Value != "0";
            },
            "something is thrown away");
    }
}
