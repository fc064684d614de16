using HazmatTrack.Testing;

namespace HazmatTrack.TestServers;

/// <summary>A Redis, or a Redis Cluster of three masters, for one test alone, which may change its settings and kill its nodes.</summary>
public sealed class PrivateRedis : IAsyncDisposable
{
    /// <summary>How many masters a cluster begins with.</summary>
    public const int Masters = 3;

    private static int s_started;

    private readonly string _folder;

    private PrivateRedis(string folder, string address, int nodes)
    {
        _folder = folder;
        (Address, Nodes) = (address, nodes);
    }

    /// <summary>host:port; of a cluster, all of its nodes.</summary>
    public string Address { get; }

    /// <summary>How many nodes it has, replicas among them.</summary>
    public int Nodes { get; }

    /// <summary>Skips the test where there is no Redis to start.</summary>
    public static Task<PrivateRedis> StartAsync() => StartAsync("redis", 1, []);

    /// <summary>Nodes <c>redis-1</c> to <c>redis-3</c> are masters; the replicas, if any, are those of them in turn.</summary>
    public static Task<PrivateRedis> StartClusterAsync(int replicas = 0) => StartAsync("rediscluster", Masters + replicas, [$"{replicas}"]);

    /// <summary>Starts, stops or kills <c>redis</c>, or one node of a cluster: <c>redis-1</c> ….</summary>
    public Task DoAsync(string what, string server) => ServerScript.RunAsync(what, _folder, server);

    public async ValueTask DisposeAsync() => await ServerScript.RunAsync("down", _folder);

    private static async Task<PrivateRedis> StartAsync(string mode, int nodes, string[] options)
    {
        Assert.SkipUnless(ServerScript.IsOnPath("redis-server") && ServerScript.IsOnPath("redis-cli"), "redis-server and redis-cli are not on the PATH.");
        int first;
        do
        {
            // A hundred ports each: tests of this process that run side by side get others, and those of another process mostly.
            first = 28_000 + (100 * ((Environment.ProcessId + Interlocked.Increment(ref s_started)) % 10));
        }
        while (!Enumerable.Range(first, nodes).Concat(Enumerable.Range(first + 50, nodes)).All(FreePorts.IsFree));

        var folder = Directory.CreateTempSubdirectory("hazmat-redis-").FullName;
        try
        {
            return new(folder, ServerScript.Exports(await ServerScript.RunAsync([mode, folder, $"{first}", .. options])).Single().Value, nodes);
        }
        catch
        {
            await ServerScript.RunAsync("down", folder);
            throw;
        }
    }
}
