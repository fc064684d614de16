using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using HazmatTrack.Server.Hosting;
using Npgsql;
using StackExchange.Redis;

namespace HazmatTrack.Deployment.Tests.Compose;

/// <summary>What is wrong with the program in a file of Docker Compose: settings that it does not have, and others that lead nowhere.</summary>
internal static partial class ProgramFaults
{
    private const string SecretsFolder = "/run/secrets/";

    public static IEnumerable<string> Of(ComposeProject project) =>
        project.Programs.SelectMany(p => Settings(project, p).Concat(Stores(project, p)).Concat(Container(p)).Select(f => $"{p.Name}: {f}"))
            .Concat(Migration(project)).Concat(Door(project)).Concat(Scraped(project));

    /// <summary>The variables of a process, and the settings that it has from files.</summary>
    public static Dictionary<string, string> VariablesOf(ComposeProject project, ComposeService program) => new(program.Environment.Concat(
        from secret in program.Mounted("secrets")
        where secret.Path.StartsWith(SecretsFolder, StringComparison.Ordinal)
        let file = project.FileOf("secrets", secret.Source)
        where File.Exists(file)
        select KeyValuePair.Create(secret.Path[SecretsFolder.Length..], File.ReadAllText(file!).TrimEnd('\n'))));

    private static IEnumerable<string> Settings(ComposeProject project, ComposeService program)
    {
        foreach (var fault in RealSettings.Faults(VariablesOf(project, program)))
        {
            yield return fault;
        }

        if (program.Environment.GetValueOrDefault("Server__SecretsFolder") + "/" != SecretsFolder)
        {
            yield return $"Server__SecretsFolder is not where secrets are, {SecretsFolder}";
        }

        var there = program.Mounted("secrets").Concat(program.Mounted("configs")).Select(m => m.Path).ToHashSet();
        foreach (var (name, file) in program.Environment.Where(e => e.Key.EndsWith("File", StringComparison.Ordinal) && !there.Contains(e.Value)))
        {
            yield return $"{name} is {file}, which is not mounted";
        }
    }

    private static IEnumerable<string> Stores(ComposeProject project, ComposeService program)
    {
        var variables = VariablesOf(project, program);
        var kafka = variables.GetValueOrDefault("Kafka__BootstrapServers") ?? "";
        if (!project.Services.Values.Any(s => (s.Environment.GetValueOrDefault("KAFKA_ADVERTISED_LISTENERS") ?? "").Split(',').Contains($"PLAINTEXT://{kafka}")
            && s.Names.Contains(kafka.Split(':')[0])))
        {
            yield return $"Kafka__BootstrapServers is {kafka}, which no broker advertises";
        }

        var redis = ConfigurationOptions.Parse(variables.GetValueOrDefault("Redis__ConnectionString") ?? "");
        if (redis.EndPoints.OfType<DnsEndPoint>().FirstOrDefault() is not { Port: 6379 } endpoint || !Runs(project, endpoint.Host, "redis"))
        {
            yield return $"Redis__ConnectionString leads to {string.Join(", ", redis.EndPoints)}, where no Redis is";
        }

        foreach (var fault in Postgres(project, variables, _ => project.Role, _ => "/run/secrets/program-password"))
        {
            yield return fault;
        }

        if (program.DependsOn.GetValueOrDefault(project.Migration.Name) != "service_completed_successfully")
        {
            yield return "it does not wait until the database is migrated";
        }
    }

    /// <summary>The database is migrated as the role that owns it, which the program has not.</summary>
    private static IEnumerable<string> Migration(ComposeProject project)
    {
        var migration = project.Migration;
        var faults = Postgres(
            project, VariablesOf(project, migration), s => s.Environment.GetValueOrDefault("POSTGRES_USER"),
            s => s.Environment.GetValueOrDefault("POSTGRES_PASSWORD_FILE")).ToList();
        var server = project.Services.Values.Single(s => s.Text("image")!.StartsWith("postgres:", StringComparison.Ordinal));
        if (server.Environment.GetValueOrDefault("POSTGRES_USER") == project.Role)
        {
            faults.Add("the role of the program owns the audit record");
        }

        var script = server.Mounted("configs").FirstOrDefault(m => m.Path.StartsWith("/docker-entrypoint-initdb.d/", StringComparison.Ordinal)).Source;
        if (script is null || !File.ReadAllText(project.FileOf("configs", script)!).Contains($"create role {project.Role} login", StringComparison.Ordinal))
        {
            faults.Add($"nobody makes the role {project.Role}");
        }

        return faults.Select(f => $"{migration.Name}: {f}");
    }

    private static IEnumerable<string> Postgres(
        ComposeProject project, Dictionary<string, string> variables, Func<ComposeService, string?> user, Func<ComposeService, string?> password)
    {
        var postgres = new NpgsqlConnectionStringBuilder(variables.GetValueOrDefault("Postgres__ConnectionString") ?? "");
        if (postgres.Port != 5432 || !Runs(project, postgres.Host ?? "", "postgres"))
        {
            yield return $"Postgres__ConnectionString leads to {postgres.Host}:{postgres.Port}, where no PostgreSQL is";
            yield break;
        }

        var server = project.Services[postgres.Host!];
        var file = server.Mounted("secrets").FirstOrDefault(m => m.Path == password(server)).Source is { } source ? project.FileOf("secrets", source) : null;
        if (postgres.Username != user(server) || postgres.Database != server.Environment.GetValueOrDefault("POSTGRES_DB")
            || file is null || !File.Exists(file) || postgres.Password != File.ReadAllText(file).Trim())
        {
            yield return "Postgres__ConnectionString has another user, database or password than the server";
        }
    }

    private static IEnumerable<string> Container(ComposeService program)
    {
        if (ComposeProject.Span(program.Text("stop_grace_period") ?? "10s") <= ServerHost.LongestEnd)
        {
            yield return $"stop_grace_period is no longer than the {ServerHost.LongestEnd.TotalSeconds} s in which the program ends";
        }

        if (program.Text("read_only") != "true" || !program.Texts("cap_drop").Contains("ALL")
            || !program.Texts("security_opt").Contains("no-new-privileges:true"))
        {
            yield return "its root can be written to, or it may get privileges";
        }

        if (program.HealthCheck is not ["CMD", "/app/HazmatTrack.Server", "health", ..])
        {
            yield return "healthcheck: the program is not asked by its own command";
        }
    }

    /// <summary>What carries connections to the program leads from the port that is published to the one that it listens on.</summary>
    private static IEnumerable<string> Door(ComposeProject project)
    {
        foreach (var program in project.Programs.Where(p => p.Text("network_mode") is not null))
        {
            var door = project.Services[program.Text("network_mode")!.Split(':')[1]];
            var text = File.ReadAllText(project.FileOf("configs", door.Mounted("configs").Single().Source)!);
            var port = RealSettings.TryRead(VariablesOf(project, program), out var settings).Count == 0 ? settings!.Server.Port : 0;
            if (port != 0 && Server().Match(text).Groups[1].Value != port.ToString(CultureInfo.InvariantCulture))
            {
                yield return $"{door.Name}: it does not lead to port {port} of the program";
            }

            if (!door.Ports.Any(p => p.Split(':')[^1] == Bind().Match(text).Groups[1].Value))
            {
                yield return $"{door.Name}: the port that it listens on is not published";
            }
        }

        foreach (var program in project.Programs.Where(p => p.Ports.Any()))
        {
            var listens = RealSettings.TryRead(VariablesOf(project, program), out var settings).Count == 0
                ? settings!.Outside.ReadListen().Select(e => e.Port).ToList() : [];
            foreach (var port in program.Ports.Where(p => !listens.Contains(int.Parse(p.Split(':')[^1], CultureInfo.InvariantCulture))))
            {
                yield return $"{program.Name}: ports: nothing listens on {port}";
            }
        }
    }

    /// <summary>Prometheus asks each process where its metrics are.</summary>
    private static IEnumerable<string> Scraped(ComposeProject project)
    {
        var prometheus = project.Services["prometheus"];
        var file = prometheus.Mounted("configs").Single(m => m.Path == "/etc/prometheus/prometheus.yml").Source;
        var text = File.ReadAllText(project.FileOf("configs", file)!);
        var targets = Target().Matches(text).Select(m => m.Groups[1].Value).ToHashSet();
        foreach (var program in project.Programs)
        {
            var holder = program.Text("network_mode") is { } mode ? project.Services[mode.Split(':')[1]] : program;
            var operation = program.Environment.GetValueOrDefault("Outside__Operation") is { } address ? IPEndPoint.Parse(address) : null;
            if (operation is null || IPAddress.IsLoopback(operation.Address) || !holder.Names.Any(n => targets.Contains($"{n}:{operation.Port}"))
                || !holder.Networks.Intersect(prometheus.Networks).Any())
            {
                yield return $"prometheus: it does not ask {program.Name}";
            }
        }
    }

    private static bool Runs(ComposeProject project, string name, string image) =>
        project.Services.TryGetValue(name, out var service) && service.Text("image")!.StartsWith($"{image}:", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*server \S+ 127\.0\.0\.1:(\d+)", RegexOptions.Multiline)]
    private static partial Regex Server();

    [GeneratedRegex(@"^\s*bind :(\d+)", RegexOptions.Multiline)]
    private static partial Regex Bind();

    [GeneratedRegex("targets: .*?\"([^\"]+)\"")]
    private static partial Regex Target();
}
