using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Api;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Kafka;
using HazmatTrack.Server.Tests.Registry;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Prometheus;
using StackExchange.Redis;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>The whole program in this process, once or several times as silos of one cluster, on parts of its own.</summary>
internal sealed class TestProgram : IAsyncDisposable
{
    private readonly List<string> _arguments;
    private IProducer<string, byte[]>? _producer;

    private TestProgram(List<string> arguments) => _arguments = arguments;

    /// <summary>The silos that run.</summary>
    public List<Silo> Silos { get; } = [];

    public string Topic { get; private init; } = "positions";

    public AlertStore Alerts => Silos[0].Host.App.Services.GetRequiredService<AlertStore>();

    /// <summary>Embedded parts in a folder.</summary>
    public static TestProgram Embedded(string folder) => new([$"--Server:DataFolder={folder}"]);

    /// <summary>The real servers, with a database, topics and keys of this test's own.</summary>
    public static async Task<TestProgram> RealAsync(int partitions = 8)
    {
        var name = Guid.NewGuid().ToString("N")[..10];
        return new(
        [
            $"--Kafka:BootstrapServers={Servers.Kafka}",
            "--Kafka:SessionTimeout=00:00:06",
            $"--Redis:ConnectionString={Servers.Redis}",
            $"--Redis:Prefix=test-{name}:",
            $"--Postgres:ConnectionString={await Servers.NewPostgresDatabaseAsync()}",
            $"--Cluster:ClusterId=test-{name}",
            $"--Cluster:ServiceId=test-{name}",
            "--Cluster:SiloPort=0",
            "--Cluster:GatewayPort=0",
            "--Cluster:AdvertisedAddress=127.0.0.1",
            $"--Ingest:Topic=positions-{name}",
            $"--Ingest:DeadLetterTopic=positions.dead-letter-{name}",
            $"--Ingest:Group=group-{name}",
            string.Create(CultureInfo.InvariantCulture, $"--Ingest:Partitions={partitions}"),
            $"--Alerts:Topic=alerts-{name}",
        ])
        {
            Topic = $"positions-{name}",
        };
    }

    public async Task<Silo> StartAsync(params string[] more)
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        var host = await ServerHost.OpenAsync(
            [.. _arguments, .. more.Any(m => m.StartsWith("--Server:Port", StringComparison.Ordinal)) ? [] : new[] { "--Server:Port=0" }, .. more.Any(m => m.StartsWith("--Demo", StringComparison.Ordinal)) ? [] : new[] { "--Demo:Enabled=false" }, .. more],
            b =>
            {
                b.Logging.ClearProviders().AddProvider(new TestLog(TestContext.Current.TestOutputHelper));
                b.Services.AddSingleton<IMetricFactory>(Prometheus.Metrics.WithCustomRegistry(registry));
            },
            TestContext.Current.CancellationToken);
        await host.App.StartAsync(TestContext.Current.CancellationToken);
        var silo = new Silo(host, registry);
        Silos.Add(silo);
        await Eventually.BecomesTrueAsync(silo.IsReadyAsync, "ready", 40);
        return silo;
    }

    /// <summary>Starts a silo as a process of its own, which may be killed.</summary>
    public Process StartProcess()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "HazmatTrack.Server.dll"), .. _arguments, "--Server:Port=0", "--Demo:Enabled=false"])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Cuts every connection to this test's database, as a restart of the server does.</summary>
    public async Task CutDatabaseAsync()
    {
        var connection = _arguments.Single(a => a.StartsWith("--Postgres:", StringComparison.Ordinal)).Split('=', 2)[1];
        await using var server = new NpgsqlConnection(Servers.Postgres);
        await server.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", server);
        command.Parameters.Add(new() { Value = new NpgsqlConnectionStringBuilder(connection).Database });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Deletes every key of this test's hot state, as a flush does.</summary>
    public async Task ForgetHotStateAsync()
    {
        var prefix = _arguments.Single(a => a.StartsWith("--Redis:Prefix", StringComparison.Ordinal)).Split('=', 2)[1];
        var redis = Silos[0].Host.App.Services.GetRequiredService<IConnectionMultiplexer>();
        await foreach (var key in redis.GetServers()[0].KeysAsync(pattern: prefix + "*"))
        {
            await redis.GetDatabase().KeyDeleteAsync(key);
        }
    }

    public async Task StopAsync(Silo silo)
    {
        Silos.Remove(silo);
        await silo.Host.App.StopAsync(TestContext.Current.CancellationToken);
        await silo.Host.DisposeAsync();
        _producer?.Dispose();
        _producer = null;
    }

    /// <summary>Sends reports and waits until the broker has them.</summary>
    public async Task SendAsync(IEnumerable<(VehicleId Vehicle, PositionReport Report)> reports)
    {
        _producer ??= new ProducerBuilder<string, byte[]>(
            Silos[0].Host.App.Services.GetRequiredService<KafkaOptions>().Apply(Server.Ingest.PositionSender.Config(TimeSpan.FromSeconds(60)))).Build();
        var sent = new List<Task>();
        foreach (var (vehicle, report) in reports)
        {
            sent.Add(_producer.ProduceAsync(Topic, new() { Key = vehicle.ToString(), Value = Wire.Of(vehicle, report) }));
        }

        await Task.WhenAll(sent);
    }

    /// <summary>What stands of a vehicle: rule, key and onset of every alert that is not retracted.</summary>
    public async Task<IReadOnlyList<string>> StandingAsync(VehicleId vehicle) =>
        [.. (await AlertsOfAsync(vehicle)).Where(a => a.Status != AlertStatus.Retracted).Select(a => Text(a.Finding)).Order(StringComparer.Ordinal)];

    public async Task<IReadOnlyList<Alert>> AlertsOfAsync(VehicleId vehicle) =>
        (await Alerts.ListAsync(new() { Vehicle = vehicle, Limit = 1000 }, TestContext.Current.CancellationToken)).Alerts;

    public static string Text(Domain.Rules.Finding finding) => $"{finding.Rule} {finding.Key} {finding.Onset}";

    public async Task<List<PositionReport>> HistoryAsync(VehicleId vehicle)
    {
        var history = Silos[0].Host.App.Services.GetRequiredService<ITrackHistory>();
        var points = new List<PositionReport>();
        await foreach (var point in history.ReadAsync(
            vehicle, default, Instant.From(DateTimeOffset.MaxValue), TestContext.Current.CancellationToken))
        {
            points.Add(point);
        }

        return points;
    }

    public async ValueTask DisposeAsync()
    {
        _producer?.Dispose();
        foreach (var silo in Silos)
        {
            await silo.Host.App.StopAsync(CancellationToken.None);
            await silo.Host.DisposeAsync();
        }
    }

    internal sealed class Silo(ServerHost host, CollectorRegistry registry)
    {
        public ServerHost Host => host;

        public CollectorRegistry Registry => registry;

        public HttpClient Http { get; } = new() { BaseAddress = new(host.App.Urls.First()) };

        public async Task<bool> IsReadyAsync()
        {
            using var answer = await Http.GetAsync(new Uri("/healthz/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }

        /// <summary>Waits until so many reports are stored, or known before.</summary>
        public Task HasTakenAsync(int reports) => Eventually.BecomesTrueAsync(
            async () => await CountAsync("hazmattrack_reports_applied_total") + await CountAsync("hazmattrack_reports_duplicate_total") == reports,
            $"{reports} reports taken",
            60);

        /// <summary>The sum of a counter over its labels, or over those that contain a text.</summary>
        public async Task<double> CountAsync(string counter, string label = "")
        {
            using var text = new MemoryStream();
            await registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
            return System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n')
                .Where(l => l.StartsWith(counter, StringComparison.Ordinal) && l.Contains(label, StringComparison.Ordinal))
                .Sum(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        }
    }
}
