using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HazmatTrack.TestServers;

/// <summary>
/// Redis, PostgreSQL and Kafka for one test or drill alone, which may stop and kill them. <c>.ci/servers</c> starts them, on ports and in a
/// folder of their own, and does to them what is asked.
/// </summary>
public sealed class PrivateServers : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

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
        !IsOnPath("redis-server") ? "redis-server is not on the PATH."
        : !IsOnPath("java") ? "java is not on the PATH."
        : !Directory.Exists("/usr/lib/postgresql") || Directory.GetFiles("/usr/lib/postgresql", "initdb", SearchOption.AllDirectories).Length == 0
            ? "PostgreSQL's initdb is not below /usr/lib/postgresql."
        : !File.Exists(KafkaCommand) ? $"There is no Kafka command at {KafkaCommand}; KAFKA_COMMAND names it."
        : null;

    /// <summary>Where the servers keep data and logs; deleted in the end.</summary>
    public string Folder { get; }

    public int Brokers { get; }

    public string Redis { get; }

    /// <summary>Connection string of the database <c>postgres</c>.</summary>
    public string Postgres { get; }

    /// <summary>The addresses of all brokers.</summary>
    public string Kafka { get; }

    private static string KafkaCommand => Environment.GetEnvironmentVariable("KAFKA_COMMAND")
        ?? Path.GetFullPath(Path.Combine(Servers.RepositoryRoot, "..", "shared", "kafka", "kafka"));

    /// <summary>Starts them on the first ports that are free.</summary>
    /// <exception cref="InvalidOperationException">They did not start; the message says why.</exception>
    public static async Task<PrivateServers> StartAsync(int brokers, int firstPort = 27_000)
    {
        while (!PortsOf(firstPort, brokers).All(IsFree))
        {
            firstPort += 200;
        }

        var folder = Directory.CreateTempSubdirectory("hazmat-servers-").FullName;
        try
        {
            var told = await RunAsync("up", folder, $"{firstPort}", $"{brokers}");
            var addresses = told.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line["export ".Length..].Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim('\''));
            return new(folder, addresses, brokers);
        }
        catch
        {
            await RunAsync("down", folder);
            throw;
        }
    }

    /// <summary>Starts, stops, kills, pauses or resumes one: <c>redis</c>, <c>postgres</c>, <c>kafka-1</c> ….</summary>
    public Task DoAsync(string what, string server) => RunAsync(what, Folder, server);

    public async ValueTask DisposeAsync() => await RunAsync("down", Folder);

    private static IEnumerable<int> PortsOf(int first, int brokers) =>
        Enumerable.Range(1, brokers).SelectMany(n => new[] { first + 9 + n, first + 110 + n }).Concat([first, first + 1]);

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs the script and answers what it printed. What it starts goes on running, with its output elsewhere.</summary>
    private static async Task<string> RunAsync(params string[] arguments)
    {
        // Not piped: a server that inherits a pipe would keep it open.
        var (output, errors) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            var start = new ProcessStartInfo("bash");
            foreach (var argument in (string[])["-c", "exec \"$0\" \"${@:3}\" >\"$1\" 2>\"$2\" </dev/null", Path.Combine(Servers.RepositoryRoot, ".ci", "servers"), output, errors, .. arguments])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            using var patience = new CancellationTokenSource(s_patience);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0
                ? await File.ReadAllTextAsync(output, CancellationToken.None)
                : throw new InvalidOperationException(
                    $".ci/servers {string.Join(' ', arguments)} ended with {process.ExitCode}: {await File.ReadAllTextAsync(errors, CancellationToken.None)}");
        }
        finally
        {
            File.Delete(output);
            File.Delete(errors);
        }
    }
}
