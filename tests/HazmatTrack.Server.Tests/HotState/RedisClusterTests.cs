using System.Globalization;
using System.Net;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;
using StackExchange.Redis;

namespace HazmatTrack.Server.Tests.HotState;

/// <summary>The program on a Redis Cluster of three masters that loses one.</summary>
public sealed class RedisClusterTests : IDisposable
{
    private const int Trucks = 60;

    /// <summary>The first master has slots 0 to 5460, and so parts 0 to 4.</summary>
    private const int PartsOfFirst = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-cluster-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_master_that_is_gone_takes_its_own_trucks_out_of_sight_and_reading_goes_on_where_it_was_when_it_is_back_empty()
    {
        await using var cluster = await PrivateRedis.StartClusterAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync($"--Redis:ConnectionString={cluster.Address}");
        var begin = Instant.From(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1));
        await program.SendAsync(Reports(begin));
        await Eventually.BecomesTrueAsync(async () => await ListedAsync(silo) is { Count: Trucks }, "all are listed");

        await cluster.DoAsync("kill", "redis-1");
        var (lost, others) = (Ids.First(IsOnFirst), Ids.First(v => !IsOnFirst(v)));
        await Eventually.BecomesTrueAsync(
            async () => await StatusAsync(silo, lost) == HttpStatusCode.ServiceUnavailable, "a truck on the lost master is not known");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(silo, others));
        Assert.Null(await ListedAsync(silo));
        await program.SendAsync(Reports(begin + TimeSpan.FromMinutes(1)));
        await Eventually.BecomesTrueAsync(
            async () => (await silo.Http.GetStringAsync(new Uri("/healthz/ready", UriKind.Relative), Stop)).Contains(
                "Storing hot state", StringComparison.Ordinal), "readiness tells");

        await cluster.DoAsync("start", "redis-1");
        await BecomeListedAsync(silo, begin + TimeSpan.FromMinutes(1));
        var written = Ids.Count(IsOnFirst).ToString(CultureInfo.InvariantCulture);
        await Eventually.BecomesTrueAsync(() => silo.Log.HasSaid($"Hot state had lost {written} vehicles"), "the trucks that lay there, and no others, are written again");
    }

    [Fact]
    public async Task A_replica_that_takes_a_master_over_is_read_only_once_all_its_trucks_are_written_to_it_again()
    {
        await using var cluster = await PrivateRedis.StartClusterAsync(replicas: 3);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync($"--Redis:ConnectionString={cluster.Address}");
        var begin = Instant.From(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1));
        await program.SendAsync(Reports(begin));
        await Eventually.BecomesTrueAsync(async () => await ListedAsync(silo) is { Count: Trucks }, "all are listed");

        await cluster.DoAsync("kill", "redis-1");
        await program.SendAsync(Reports(begin + TimeSpan.FromMinutes(1)));
        await BecomeListedAsync(silo, begin + TimeSpan.FromMinutes(1));
        var written = Ids.Count(IsOnFirst).ToString(CultureInfo.InvariantCulture);
        Assert.True(silo.Log.HasSaid($"Hot state had lost {written} vehicles"));
    }

    [Fact]
    public async Task A_master_that_was_not_connected_for_a_moment_and_lost_nothing_has_nothing_written_again()
    {
        await using var cluster = await PrivateRedis.StartClusterAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(cluster.Address + ",allowAdmin=true");
        await using var other = await ConnectionMultiplexer.ConnectAsync(cluster.Address + ",allowAdmin=true");
        var hot = new RedisHotState(redis, "broken:");
        var seen = await hot.LookAsync(PartSet.All, Stop);
        await hot.MarkCompleteAsync(3, PartSet.All, seen, Stop);
        var first = other.GetServers().Single(s => s.EndPoint.ToString()!.EndsWith(cluster.Address.Split(',')[0].Split(':')[1], StringComparison.Ordinal));
        var broken = false;
        redis.ConnectionFailed += (_, _) => broken = true;
        await first.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                seen = await hot.LookAsync(PartSet.All, Stop);
                Assert.Equal(PartSet.None, seen.Known.Except(seen.CompleteFor(3)));
                return broken && seen.Known.IsAll;
            },
            "all are known again");
    }

    private static IEnumerable<VehicleId> Ids => Enumerable.Range(0, Trucks).Select(i => new VehicleId($"苏E{10_000 + i}", PlateColour.Yellow));

    private static bool IsOnFirst(VehicleId vehicle) => HotParts.PartOf(vehicle) < PartsOfFirst;

    private static IEnumerable<(VehicleId, PositionReport)> Reports(Instant time) => Ids.Select(v => (
        v, new PositionReport { Time = time, Position = new(31_385_600, 120_980_700), SpeedDeciKmh = 500, Status = ReportStatus.Fixed }));

    /// <summary>Waits until every truck is listed as of a time; no list is short meanwhile.</summary>
    private static Task BecomeListedAsync(TestProgram.Silo silo, Instant time) => Eventually.BecomesTrueAsync(
        async () =>
        {
            var listed = await ListedAsync(silo);
            Assert.True(listed is null or { Count: Trucks }, $"{listed?.Count} of {Trucks} are listed");
            return listed is not null && listed.TrueForAll(t => t == time);
        },
        "all are listed as of the last report",
        90);

    private static async Task<HttpStatusCode> StatusAsync(TestProgram.Silo silo, VehicleId vehicle)
    {
        using var answer = await silo.Http.GetAsync(new Uri($"/api/v1/vehicles/{Uri.EscapeDataString(vehicle.ToString())}", UriKind.Relative), Stop);
        return answer.StatusCode;
    }

    /// <summary>The times at which the trucks of the list were last seen; null where the list is refused.</summary>
    private static async Task<List<Instant>?> ListedAsync(TestProgram.Silo silo)
    {
        using var answer = await silo.Http.GetAsync(new Uri("/api/v1/vehicles", UriKind.Relative), Stop);
        return answer.StatusCode == HttpStatusCode.ServiceUnavailable ? null
            : [.. JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Stop)).RootElement.GetProperty("items").EnumerateArray()
                .Select(i => Instant.From(i.GetProperty("time").GetDateTimeOffset()))];
    }
}
