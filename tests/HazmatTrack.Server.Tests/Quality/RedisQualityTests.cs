using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Embedded;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Storage.Quality;
using HazmatTrack.TestServers;
using StackExchange.Redis;

namespace HazmatTrack.Server.Tests.Quality;

/// <summary>One suite for every engine.</summary>
public sealed class RedisQualityTests : IAsyncDisposable
{
    private static readonly VehicleId s_truck = VehicleId.Parse("沪A12345_2");
    private static readonly Instant s_start = Instant.From(new(2026, 11, 28, 0, 0, 0, TimeSpan.Zero));
    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";
    private EmbeddedRedis? _embedded;
    private ConnectionMultiplexer? _redis;

    public static TheoryData<string> Engines => ["garnet", "redis", "cluster"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null)
        {
            foreach (var key in Keys("*"))
            {
                await _redis.GetDatabase().KeyDeleteAsync(key);
            }

            await _redis.DisposeAsync();
        }

        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_several_silos_find_of_a_truck_is_added_up(string engine)
    {
        var quality = await StartAsync(engine);
        await quality.AddAsync([Of("clock-behind", 6, 0, 10, 8), Of("speed-stuck", 1, 3, 3, 0)], Stop);
        await new RedisQuality(_redis!, _prefix).AddAsync([Of("clock-behind", 2, 12, 20, 7)], Stop);

        // Written late: of a time before.
        await quality.AddAsync([Of("clock-behind", 1, -5, -5, 8)], Stop);
        Assert.Equal(
            [Of("clock-behind", 9, -5, 20, 8), Of("speed-stuck", 1, 3, 3, 0)],
            (await quality.ReadAsync(s_truck, Stop)).OrderBy(e => e.Kind, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task After_a_day_without_a_fault_is_counted_from_the_beginning(string engine)
    {
        var quality = await StartAsync(engine);
        await quality.AddAsync([Of("clock-behind", 6, 0, 10, 8)], Stop);
        await quality.AddAsync([Of("clock-behind", 2, 1451, 1460, 8)], Stop);
        Assert.Equal([Of("clock-behind", 2, 1451, 1460, 8)], await quality.ReadAsync(s_truck, Stop));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_made_up_vehicles_the_newest_are_kept_and_none_of_a_truck_that_is_known_is_lost(string engine)
    {
        var quality = await StartAsync(engine, mostUnknown: 50);
        await new RedisHotState(_redis!, _prefix).WriteAsync([new(s_truck, new byte[1], s_start, null, ProvinceCode.None, new IndexMembership())], Stop);
        await quality.AddAsync([Of("clock-reset", 1, 0, 0, 0)], Stop);
        var madeUp = Enumerable.Range(0, 500).Select(i => Of("clock-reset", 1, i, i, 0) with { Vehicle = VehicleId.Parse($"皖B{10_000 + i}_2") }).ToList();
        foreach (var some in madeUp.Chunk(150))
        {
            await quality.AddAsync(some, Stop);
        }

        var kept = new List<VehicleId>();
        foreach (var entry in madeUp)
        {
            if ((await quality.ReadAsync(entry.Vehicle, Stop)).Count > 0)
            {
                kept.Add(entry.Vehicle);
            }
        }

        Assert.Equal(madeUp.TakeLast(50).Select(e => e.Vehicle), kept);
        Assert.Single(await quality.ReadAsync(s_truck, Stop));
        Assert.Equal(50, Keys("{*}q:*").Count() - 1);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_not_written_again_expires(string engine)
    {
        var quality = await StartAsync(engine);
        await quality.AddAsync([Of("clock-reset", 1, 0, 0, 0)], Stop);
        var left = await _redis!.GetDatabase().KeyTimeToLiveAsync(new HotKeys(_prefix).Quality(s_truck));
        Assert.InRange(left!.Value, RedisQuality.KeepUnknown - TimeSpan.FromMinutes(1), RedisQuality.KeepUnknown);
    }

    private static QualityEntry Of(string kind, long count, int first, int last, long value) =>
        new(s_truck, kind, count, s_start + TimeSpan.FromMinutes(first), s_start + TimeSpan.FromMinutes(last), value);

    private IEnumerable<RedisKey> Keys(string pattern) =>
        _redis!.GetServers().Where(s => !s.IsReplica).SelectMany(s => s.Keys(pattern: _prefix + pattern, pageSize: 10_000));

    private async Task<RedisQuality> StartAsync(string engine, int mostUnknown = RedisQuality.MostUnknown)
    {
        _embedded = engine == "garnet" ? EmbeddedRedis.Start(null) : null;
        _redis = await ConnectionMultiplexer.ConnectAsync(
            (_embedded?.Address ?? (engine == "redis" ? Servers.Redis : Servers.RedisCluster)) + ",allowAdmin=true" + Servers.RedisPatience);
        return new(_redis, _prefix, mostUnknown);
    }
}
