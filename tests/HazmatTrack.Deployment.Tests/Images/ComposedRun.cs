using HazmatTrack.Deployment.Tests.Compose;
using HazmatTrack.Testing;
using HazmatTrack.TestServers;

namespace HazmatTrack.Deployment.Tests.Images;

/// <summary>
/// The program as files of Docker Compose start it: their variables, and their secrets where they mount them. What differs is where the servers of the
/// tests are,
/// and names that keep tests apart.
/// </summary>
internal sealed class ComposedRun : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly string _volume;
    private readonly DatabaseRoles _roles;

    private ComposedRun(DirectoryInfo folder, string volume, DatabaseRoles roles, IReadOnlyList<ComposedProcess> processes)
    {
        (_folder, _volume, _roles, Processes) = (folder, volume, roles, processes);
    }

    /// <summary>One for each role that was asked for, in that order.</summary>
    public IReadOnlyList<ComposedProcess> Processes { get; }

    /// <summary>The process that answers people: the last.</summary>
    public ContainerRun Container => Processes[^1].Container;

    /// <summary>host:port of its probes and metrics.</summary>
    public string Operation => Processes[^1].Operation;

    /// <summary>Its port on loopback.</summary>
    public int Port => Processes[^1].Port;

    /// <summary>The port for other machines.</summary>
    public required int OutsidePort { get; init; }

    /// <summary>The connection string of its database, for the program.</summary>
    public string Postgres => _roles.Program;

    /// <summary>The certificate by which others reach it.</summary>
    public string Certificate => Path.Combine(_folder.FullName, "compose", "secrets", "server.pem");

    /// <param name="image">The image.</param>
    /// <param name="host">The name by which others reach it; null for this machine alone.</param>
    /// <param name="processes">The roles of each process, of which the last answers people; without any there is one process that does everything.</param>
    public static async Task<ComposedRun> MakeAsync(BuiltImage image, string? host, params string[] processes)
    {
        var (kafka, redis, roles) = (Servers.Kafka, Servers.Redis, await DatabaseRoles.MakeAsync());
        var folder = Directory.CreateTempSubdirectory("hazmat-composed-");
        await Scripts.RunAsync("chmod", "755", folder.FullName);
        var compose = Path.Combine(folder.FullName, "compose");
        await Scripts.RunAsync("cp", "-r", Repository.File("deploy/compose"), compose);
        await Scripts.RunAsync("rm", "-rf", Path.Combine(compose, "secrets"));
        await Scripts.RunAsync(Path.Combine(compose, "prepare.sh"), host is null ? [] : [host]);
        await File.WriteAllTextAsync(Path.Combine(compose, "secrets", "sign-in-secret"), "secret");
        await Scripts.RunAsync("chmod", "755", Path.Combine(compose, "secrets"));

        string[] files = host is null ? ["docker-compose.yml"] : ["docker-compose.yml", "outside.yml"];
        var project = ComposeProject.Read(
            compose,
            new Dictionary<string, string> { ["HAZMATTRACK_HOST"] = host ?? "", ["HAZMATTRACK_AUTHORITY"] = "https://id.example.cn" },
            [.. files.Select(f => File.ReadAllText(Path.Combine(compose, f)))]);
        var program = project.Programs.Single();

        // The files of the folder with settings lie in one folder, the others are mounted one by one.
        var secrets = Path.Combine(folder.FullName, "settings");
        Directory.CreateDirectory(secrets);
        await File.WriteAllTextAsync(Path.Combine(secrets, "Postgres__ConnectionString"), roles.Program);
        await File.WriteAllTextAsync(Path.Combine(secrets, "Redis__ConnectionString"), redis);
        await Scripts.RunAsync("chmod", "-R", "a+rX", secrets);
        var mounts = program.Mounted("secrets").Where(m => !m.Path.StartsWith("/run/secrets/", StringComparison.Ordinal))
            .ToDictionary(m => m.Path, m => project.FileOf("secrets", m.Source)!);
        Assert.Equal(["Postgres__ConnectionString", "Redis__ConnectionString"], program.Mounted("secrets").Select(m => m.Path)
            .Where(p => p.StartsWith("/run/secrets/", StringComparison.Ordinal)).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal));

        var name = $"image-{Guid.NewGuid().ToString("N")[..10]}";
        var outside = FreePorts.Next();
        var variables = new Dictionary<string, string>(program.Environment)
        {
            ["Kafka__BootstrapServers"] = kafka,
            ["Redis__Prefix"] = $"{name}:",
            ["Cluster__ClusterId"] = name,
            ["Cluster__SiloPort"] = "0",
            ["Cluster__GatewayPort"] = "0",
            ["Cluster__AdvertisedAddress"] = "127.0.0.1",
            ["Ingest__Topic"] = $"positions-{name}",
            ["Ingest__DeadLetterTopic"] = $"positions.dead-letter-{name}",
            ["Ingest__Group"] = $"group-{name}",
            ["Ingest__Partitions"] = "4",
            ["Alerts__Topic"] = $"alerts-{name}",
            ["Audit__Topic"] = $"audit.checkpoints-{name}",
        };
        if (host is not null)
        {
            variables["Outside__Listen__0"] = $"127.0.0.1:{outside}";
        }

        var volume = await ContainerRun.VolumeAsync();
        await MigrateAsync(image, project, volume, Path.Combine(folder.FullName, "owner"), roles);
        var all = new Dictionary<string, string>(mounts) { ["/run/secrets"] = secrets };
        return new(folder, volume, roles, [.. (processes.Length == 0 ? ["all"] : processes).Select(Process)]) { OutsidePort = outside };

        ComposedProcess Process(string role)
        {
            var (operation, port) = ($"127.0.0.1:{FreePorts.Next()}", FreePorts.Next());
            var own = new Dictionary<string, string>(variables)
            {
                ["Outside__Operation"] = operation,
                ["Server__Port"] = $"{port}",
                ["Server__Roles"] = role,
            };

            // One process has the demo's trucks.
            own["Demo__Enabled"] = role == processes.LastOrDefault(role) ? own["Demo__Enabled"] : "false";
            return new(new(image, volume, own, all), operation, port);
        }
    }

    /// <summary>Runs the service that the program waits for.</summary>
    private static async Task MigrateAsync(BuiltImage image, ComposeProject project, string volume, string secrets, DatabaseRoles roles)
    {
        Directory.CreateDirectory(secrets);
        await File.WriteAllTextAsync(Path.Combine(secrets, "Postgres__ConnectionString"), roles.Owner);
        await Scripts.RunAsync("chmod", "-R", "a+rX", secrets);
        await using var container = new ContainerRun(
            image, volume, project.Migration.Environment, new Dictionary<string, string> { ["/run/secrets"] = secrets });
        var command = project.Migration.Texts("command").Select(a => a == project.Role ? roles.ProgramName : a);
        var (code, said, errors) = await container.DoAsync([.. command]);
        Assert.True(code == 0, said + errors);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Processes)
        {
            await process.Container.DisposeAsync();
        }

        await _roles.DisposeAsync();
        _folder.Delete(true);
        Directory.Delete(_volume, true);
    }
}

/// <param name="Operation">host:port of probes and metrics.</param>
/// <param name="Port">The port on loopback.</param>
internal sealed record ComposedProcess(ContainerRun Container, string Operation, int Port);
