using HazmatTrack.Testing;

namespace HazmatTrack.Deployment.Tests.Compose;

/// <summary>The files of Docker Compose lead nowhere wrong, with the secrets that prepare.sh makes.</summary>
public sealed class ComposeTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> s_outside = new()
    {
        ["HAZMATTRACK_HOST"] = "track.example.cn",
        ["HAZMATTRACK_AUTHORITY"] = "https://id.example.cn",
    };

    private readonly string _root = Directory.CreateTempSubdirectory("hazmat-compose-").FullName;

    private string Folder => Path.Combine(_root, "deploy", "compose");

    /// <summary>A copy of the folder with secrets, since the repository has none.</summary>
    public async ValueTask InitializeAsync()
    {
        Scripts.Need("openssl", "sh");
        Directory.CreateDirectory(Path.Combine(_root, "deploy"));
        await Scripts.RunAsync("cp", "-r", Repository.File("deploy/compose"), Folder);
        await Scripts.RunAsync("cp", "-r", Repository.File("monitoring"), Path.Combine(_root, "monitoring"));
        await Scripts.RunAsync("rm", "-rf", Path.Combine(Folder, "secrets"));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task On_this_machine_alone_everything_leads_somewhere_and_no_port_is_open_to_others()
    {
        await Scripts.RunAsync(Path.Combine(Folder, "prepare.sh"));
        var project = Read();
        Assert.Empty(ComposeFaults.Of(project).Concat(ProgramFaults.Of(project)));
        Assert.Single(project.Programs);
        var ports = project.Services.Values.SelectMany(s => s.Ports).ToList();
        Assert.NotEmpty(ports);
        Assert.All(ports, p => Assert.StartsWith("127.0.0.1:", p, StringComparison.Ordinal));

        // The stores have no way out, and are in no network with a published port.
        Assert.Equal("true", ((Dictionary<string, object?>)project.Defined("networks")["stores"]!)["internal"]);
        Assert.All(new[] { "kafka", "redis", "postgres" }, s => Assert.Equal(["stores"], project.Services[s].Networks));
    }

    [Fact]
    public async Task Opened_to_others_it_has_an_identity_provider_and_TLS_and_starts_with_safe_settings_only()
    {
        await Scripts.RunAsync(Path.Combine(Folder, "prepare.sh"), "track.example.cn");
        await File.WriteAllTextAsync(Path.Combine(Folder, "secrets", "sign-in-secret"), "secret\n", TestContext.Current.CancellationToken);
        var project = ReadOutside();
        Assert.Empty(ComposeFaults.Of(project).Concat(ProgramFaults.Of(project)));
        Assert.DoesNotContain("door", project.Services.Keys);
        var settings = RealSettings.Read(ProgramFaults.VariablesOf(project, project.Programs.Single()));
        Assert.True(settings.Outside.IsOpen);
        Assert.False(settings.Access.Demo);
        Assert.True(settings.Cluster.IsEncrypted);
    }

    [Fact]
    public async Task Secrets_that_are_there_stay_and_differ_from_those_of_others()
    {
        await Scripts.RunAsync(Path.Combine(Folder, "prepare.sh"), "track.example.cn");
        var before = Secrets();
        await Scripts.RunAsync(Path.Combine(Folder, "prepare.sh"), "track.example.cn");
        Assert.Equal(before, Secrets());
        await Scripts.RunAsync("rm", "-r", Path.Combine(Folder, "secrets"));
        await Scripts.RunAsync(Path.Combine(Folder, "prepare.sh"), "track.example.cn");
        Assert.Empty(before.Intersect(Secrets()));

        SortedDictionary<string, string> Secrets() =>
            new(Directory.GetFiles(Path.Combine(Folder, "secrets")).ToDictionary(f => f, File.ReadAllText));
    }

    [Theory]
    [InlineData("image grafana/grafana:latest is another one tomorrow", "grafana/grafana:12.1.1", "grafana/grafana:latest")]
    [InlineData("image prom/prometheus has no version", "prom/prometheus:v3.5.0", "prom/prometheus")]
    [InlineData("Did you mean Access:Demo?", "Access__Demo", "Access__Dmo")]
    [InlineData("Acess is no section of settings", "Access__Demo", "Acess__Demo")]
    [InlineData("ServerPort is not a setting", "Access__Demo: \"true\"", "ServerPort: \"5080\"")]
    [InlineData("Demo:Enabled: 'maybe' is not true or false", "Demo__Enabled: \"true\"", "Demo__Enabled: maybe")]
    [InlineData("there is no key enviroment", "    environment:\n      POSTGRES_USER", "    enviroment:\n      POSTGRES_USER")]
    [InlineData("secrets: redis.key is not defined", "secrets: [redis.conf]", "secrets: [redis.key]")]
    [InlineData("secrets: nobody uses postgres-password", "secrets: [postgres-password, program-password]", "secrets: [grafana-password, program-password]")]
    [InlineData("which is not there", "file: ./secrets/grafana-password", "file: ./secrets/grafana-pasword")]
    [InlineData("which is not there", "file: ./haproxy.cfg", "file: ./haproxy.conf")]
    [InlineData("Audit__KeyFile is /etc/hazmattrack/audit.pem, which is not mounted", "Audit__KeyFile: /etc/hazmattrack/audit-key.pem", "Audit__KeyFile: /etc/hazmattrack/audit.pem")]
    [InlineData("which no broker advertises", "Kafka__BootstrapServers: kafka:9092", "Kafka__BootstrapServers: kafka:9093")]
    [InlineData("it does not ask hazmattrack", "Outside__Operation: 0.0.0.0:9090", "Outside__Operation: 0.0.0.0:9091")]
    [InlineData("it does not ask hazmattrack", "aliases: [hazmattrack]", "aliases: [program]")]
    [InlineData("the port that it listens on is not published", "127.0.0.1:5080:8080", "127.0.0.1:5080:8081")]
    [InlineData("it does not lead to port 5081", "Access__Demo: \"true\"", "Server__Port: \"5081\"")]
    [InlineData("another user, database or password", "POSTGRES_USER: hazmattrack_owner", "POSTGRES_USER: hazmat")]
    [InlineData("another user, database or password", "source: postgres-owner", "source: Postgres__ConnectionString")]
    [InlineData("another user, database or password", "- Postgres__ConnectionString", "- {source: postgres-owner, target: Postgres__ConnectionString}")]
    [InlineData("migrate: nobody makes the role hazmat", "--role, hazmattrack]", "--role, hazmat]")]
    [InlineData("migrate: the role of the program owns the audit record", "--role, hazmattrack]", "--role, hazmattrack_owner]")]
    [InlineData("it does not wait until the database is migrated", "    migrate: { condition: service_completed_successfully }\n", "")]
    [InlineData("depends_on: migrate never ends", "restart: on-failure:5", "restart: unless-stopped")]
    [InlineData("stop_grace_period is no longer than the 90 s", "stop_grace_period: 2m", "stop_grace_period: 1m30s")]
    [InlineData("its root can be written to", "  read_only: true\n  cap_drop", "  cap_drop")]
    [InlineData("depends_on: postgres has no health check",
        "test: [\"CMD-SHELL\", \"pg_isready -q -h 127.0.0.1 -U hazmattrack -d hazmattrack\"]", "disable: true")]
    [InlineData("network_mode: service:doors is no service", "network_mode: service:door", "network_mode: service:doors")]
    [InlineData("networks: front is not defined", "  front:\n\nvolumes", "  back:\n\nvolumes")]
    [InlineData("volumes: ../../monitoring/rules can be written to", "/etc/prometheus/rules:ro", "/etc/prometheus/rules")]
    [InlineData("Access:Demo: other machines reach this program", "Kafka__BootstrapServers: kafka:9092", "Kafka__BootstrapServers: kafka:9092\n    Outside__Listen__0: 0.0.0.0:8443")]
    public async Task A_planted_fault_is_found(string says, string right, string wrong)
    {
        await Scripts.RunAsync(Path.Combine(Folder, "prepare.sh"));
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "docker-compose.yml"), TestContext.Current.CancellationToken);
        Assert.Contains(right, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "docker-compose.yml"), text.Replace(right, wrong, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var project = Read();
        var faults = ComposeFaults.Of(project).ToList();
        if (!faults.Any(f => f.Contains(says, StringComparison.Ordinal)))
        {
            faults.AddRange(ProgramFaults.Of(project));
        }

        Assert.Contains(faults, f => f.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prometheus_and_the_door_take_their_files()
    {
        Scripts.Need("promtool", "haproxy");
        await Scripts.RunAsync("promtool", "check", "config", Path.Combine(Folder, "prometheus.yml"));
        await Scripts.RunAsync("haproxy", "-c", "-f", Path.Combine(Folder, "haproxy.cfg"));
    }

    [Fact]
    public void What_is_mounted_from_the_repository_is_in_it()
    {
        foreach (var folder in (string[])["monitoring/rules", "monitoring/dashboards"])
        {
            Assert.True(Directory.Exists(Repository.File(folder)), folder);
        }
    }

    private ComposeProject Read() =>
        ComposeProject.Read(Folder, new Dictionary<string, string>(), File.ReadAllText(Path.Combine(Folder, "docker-compose.yml")));

    private ComposeProject ReadOutside() => ComposeProject.Read(
        Folder, s_outside, File.ReadAllText(Path.Combine(Folder, "docker-compose.yml")), File.ReadAllText(Path.Combine(Folder, "outside.yml")));
}
