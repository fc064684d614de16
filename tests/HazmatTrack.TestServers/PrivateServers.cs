using System.Globalization;
using HazmatTrack.Testing;

namespace HazmatTrack.TestServers;

/// <summary>
/// Redis, PostgreSQL and Kafka for one test or drill alone, which may stop and kill them. <c>.ci/servers</c> starts them, on ports and in a
/// folder of their own, and does to them what is asked.
/// </summary>
public sealed class PrivateServers : IAsyncDisposable
{
    private PrivateServers(string folder, IReadOnlyDictionary<string, string> addresses, int brokers)
    {
        Folder = folder;
        Brokers = brokers;
        Redis = addresses["HAZMATTRACK_TEST_REDIS"];
        Postgres = addresses["HAZMATTRACK_TEST_POSTGRES"];
        Kafka = addresses["HAZMATTRACK_TEST_KAFKA"];
    }

    /// <summary>What is missing to start servers on this machine; null where nothing is.</summary>
    public static string? WhyNot { get; } =
        !ServerScript.IsOnPath("redis-server") ? "redis-server is not on the PATH."
        : !ServerScript.IsOnPath("java") ? "java is not on the PATH."
        : !Directory.Exists("/usr/lib/postgresql") || Directory.GetFiles("/usr/lib/postgresql", "initdb", SearchOption.AllDirectories).Length == 0
            ? "PostgreSQL's initdb is not below /usr/lib/postgresql."
        : !Directory.Exists(Path.Combine(KafkaHome, "libs")) ? $"There is no Kafka in {KafkaHome}; KAFKA_HOME names the folder of a Kafka 4 distribution."
        : null;

    /// <summary>Where the servers keep data and logs; deleted in the end.</summary>
    public string Folder { get; }

    public int Brokers { get; }

    public string Redis { get; }

    /// <summary>Connection string of the database <c>postgres</c>.</summary>
    public string Postgres { get; }

    /// <summary>The addresses of all brokers.</summary>
    public string Kafka { get; }

    /// <summary>As <c>.ci/kafka</c> finds it.</summary>
    private static string KafkaHome => Environment.GetEnvironmentVariable("KAFKA_HOME")
        ?? Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "kafka"));

    /// <summary>Starts them on the first ports that are free.</summary>
    /// <exception cref="InvalidOperationException">They did not start; the message says why.</exception>
    public static async Task<PrivateServers> StartAsync(int brokers, int firstPort = 27_000)
    {
        while (!PortsOf(firstPort, brokers).All(FreePorts.IsFree))
        {
            firstPort += 200;
        }

        var folder = Directory.CreateTempSubdirectory("hazmat-servers-").FullName;
        try
        {
            var told = await ServerScript.RunAsync("up", folder, $"{firstPort}", $"{brokers}");
            return new(folder, ServerScript.Exports(told), brokers);
        }
        catch
        {
            await ServerScript.RunAsync("down", folder);
            throw;
        }
    }

    /// <summary>Starts, stops, kills, pauses or resumes one: <c>redis</c>, <c>postgres</c>, <c>kafka-1</c> ….</summary>
    public Task DoAsync(string what, string server) => ServerScript.RunAsync(what, Folder, server);

    /// <summary>Has PostgreSQL archive its log, and backs it up.</summary>
    public Task BackUpAsync() => ServerScript.RunAsync("backup", Folder);

    /// <summary>Loses PostgreSQL with its data, and restores it from the backup to a moment.</summary>
    public Task RestoreAsync(DateTimeOffset moment) =>
        ServerScript.RunAsync("restore", Folder, moment.ToString("yyyy-MM-dd HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture));

    /// <summary>Makes PostgreSQL a replica of nothing: it answers, and takes no changes. <see cref="RestoreAsync"/> ends that.</summary>
    public async Task RecoverForeverAsync()
    {
        await DoAsync("stop", "postgres");
        await File.WriteAllBytesAsync(Path.Combine(Folder, "pg", "data", "standby.signal"), []);
        await DoAsync("start", "postgres");
    }

    public async ValueTask DisposeAsync() => await ServerScript.RunAsync("down", Folder);

    private static IEnumerable<int> PortsOf(int first, int brokers) =>
        Enumerable.Range(1, brokers).SelectMany(n => new[] { first + 9 + n, first + 60 + n, first + 110 + n }).Concat([first, first + 1]);
}
