using System.Net;
using System.Net.Sockets;
using HazmatTrack.Kafka.Embedded;
using HazmatTrack.Server.Embedded;
using StackExchange.Redis;

namespace HazmatTrack.Server.Tests.Embedded;

public sealed class EmbeddedRedisTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-redis-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task What_was_written_is_there_after_a_restart_on_the_same_folder()
    {
        await using (var first = EmbeddedRedis.Start(_folder))
        {
            await using var client = await ConnectionMultiplexer.ConnectAsync(first.Address);
            await client.GetDatabase().StringSetAsync("kept", "yes");
            await client.GetDatabase().SetAddAsync("members", "one");
        }

        await using var second = EmbeddedRedis.Start(_folder);
        await using var again = await ConnectionMultiplexer.ConnectAsync(second.Address);
        Assert.Equal("yes", await again.GetDatabase().StringGetAsync("kept"));
        Assert.True(await again.GetDatabase().SetContainsAsync("members", "one"));
    }

    [Fact]
    public async Task Two_run_side_by_side_in_memory_on_free_ports()
    {
        await using var one = EmbeddedRedis.Start(null);
        await using var two = EmbeddedRedis.Start(null);
        Assert.NotEqual(one.Port, two.Port);
    }

    [Fact]
    public async Task Several_that_start_in_the_same_moment_all_start()
    {
        using var together = new Barrier(8);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Factory.StartNew(
            () =>
            {
                var folder = Directory.CreateDirectory(Path.Combine(_folder, $"{i}")).FullName;
                together.SignalAndWait();
                return EmbeddedRedis.Start(folder);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        Assert.Equal(8, all.Select(r => r.Port).Distinct().Count());
        foreach (var redis in all)
        {
            await redis.DisposeAsync();
        }
    }

    [Fact]
    public void A_taken_port_is_refused_with_its_number()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var refused = Assert.Throws<EmbeddedStartException>(() => EmbeddedRedis.Start(null, port));
        Assert.Contains($"127.0.0.1:{port}", refused.Message, StringComparison.Ordinal);
    }
}
