using System.Net.Http.Json;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.FaultDrill.Silos;
using HazmatTrack.Kafka;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Tests.Access;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Storage.Registry;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;
using HazmatTrack.Web.History;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Prometheus;

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

    /// <summary>The group that reads it.</summary>
    public string Group => Setting("--Ingest:Group");

    public AlertStore Alerts => Silos[0].Host.App.Services.GetRequiredService<AlertStore>();

    /// <summary>Embedded parts in a folder.</summary>
    public static TestProgram Embedded(string folder) => new([$"--Server:DataFolder={folder}"]);

    /// <summary>The real servers, with a database, topics and keys of this test's own.</summary>
    public static async Task<TestProgram> RealAsync(int partitions = 8) =>
        Real(Servers.Kafka, Servers.Redis, await Servers.NewPostgresDatabaseAsync(), partitions);

    /// <summary>Servers that the test may stop.</summary>
    public static async Task<TestProgram> OnAsync(PrivateServers servers, int partitions = 8) =>
        Real(servers.Kafka, servers.Redis, await Servers.EmptyPostgresDatabaseAsync(servers.Postgres), partitions);

    /// <summary>The real servers, with a database that the test has made.</summary>
    public static TestProgram On(string postgres) => Real(Servers.Kafka, Servers.Redis, postgres, 8);

    private static TestProgram Real(string kafka, string redis, string postgres, int partitions)
    {
        var arguments = new SiloArguments($"test-{Guid.NewGuid().ToString("N")[..10]}", kafka, redis + Servers.RedisPatience, postgres, partitions);
        return new([.. arguments.All]) { Topic = arguments.Topic };
    }

    public Task<Silo> StartAsync(params string[] more) => StartAsync(null, more);

    /// <summary>The same with rules of the test's own; null for the product's.</summary>
    public Task<Silo> StartAsync(RuleCatalog? rules, params string[] more) => StartAsync(rules, null, more);

    /// <summary>The same with rules and kinds of document of the test's own; null for the product's.</summary>
    public async Task<Silo> StartAsync(RuleCatalog? rules, DocumentCatalog? kinds, params string[] more)
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        var log = new TestLog(TestContext.Current.TestOutputHelper);
        var host = await ServerHost.OpenAsync(
            [.. _arguments, .. more.Any(m => m.StartsWith("--Server:Port", StringComparison.Ordinal)) ? [] : new[] { "--Server:Port=0" },
                .. more.Any(m => m.StartsWith("--Demo", StringComparison.Ordinal)) ? [] : new[] { "--Demo:Enabled=false" }, "--Access:Demo=true",

                // Tests call faster than people.
                "--Access:CallsPerSecond=100000", "--Access:CallsAtOnce=1000000", .. more],
            b =>
            {
                b.Logging.ClearProviders().AddProvider(log);
                b.Services.AddSingleton(SomePeople.All);

                // Built once for all: it takes a third of a second.
                b.Services.AddSingleton(ShippedBorders.Map);
                if (rules is not null)
                {
                    b.Services.AddSingleton(rules);
                }

                if (kinds is not null)
                {
                    b.Services.AddSingleton(kinds);
                }

                b.Services.AddSingleton<IMetricFactory>(Prometheus.Metrics.WithCustomRegistry(registry));
            },
            TestContext.Current.CancellationToken);
        await host.App.StartAsync(TestContext.Current.CancellationToken);
        var silo = new Silo(host, registry, log);
        Silos.Add(silo);
        await Eventually.BecomesTrueAsync(silo.IsReadyAsync, "ready", 40);

        // A process that only tracks lets nobody in.
        if (host.App.Services.GetService<IAccessStore>() is not null)
        {
            await silo.SignInAsync();
        }

        return silo;
    }

    /// <summary>Keeps all silos from storing history, until it is disposed.</summary>
    public async Task<IAsyncDisposable> HoldHistoryUpAsync()
    {
        var connection = new NpgsqlConnection(Setting("--Postgres:ConnectionString"));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("lock table history_owner in exclusive mode", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>How many silos the table in PostgreSQL has, and how many of them are active.</summary>
    public async Task<(long All, long Active)> InTableAsync()
    {
        await using var connection = new NpgsqlConnection(Setting("--Postgres:ConnectionString") + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("select count(*), count(*) filter (where status = 3) from OrleansMembershipTable", connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        await reader.ReadAsync(TestContext.Current.CancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
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
    public Task SendAsync(IEnumerable<(VehicleId Vehicle, PositionReport Report)> reports) =>
        SendAsync(reports.Select(r => (r.Vehicle, r.Report, (Instant?)null)));

    /// <summary>The same, as a gateway does that received them at some time before.</summary>
    public async Task SendAsync(IEnumerable<(VehicleId Vehicle, PositionReport Report, Instant? Receipt)> reports)
    {
        _producer ??= new ProducerBuilder<string, byte[]>(
            Silos[0].Host.App.Services.GetRequiredService<KafkaOptions>().Apply(PositionSender.Config(TimeSpan.FromSeconds(60)))).Build();
        var sent = new List<Task>();
        foreach (var (vehicle, report, receipt) in reports)
        {
            sent.Add(_producer.ProduceAsync(Topic, new()
            {
                Key = vehicle.ToString(),
                Value = PositionSender.Encode(vehicle, report),
                Timestamp = receipt is { } at ? new(at.UnixMilliseconds, TimestampType.CreateTime) : Timestamp.Default,
            }));
        }

        await Task.WhenAll(sent);
    }

    /// <summary>Sends reports some at a time, so that the batches fill the stages of a silo that cannot store, until its reading has paused.</summary>
    public Task SendUntilPausedAsync(Silo silo, IReadOnlyList<(VehicleId Vehicle, PositionReport Report)> reports) =>
        SendUntilPausedAsync(silo, [.. reports.Select(r => (r.Vehicle, r.Report, (Instant?)null))]);

    /// <summary>The same, as a gateway does that received them at some time before.</summary>
    public async Task SendUntilPausedAsync(Silo silo, IReadOnlyList<(VehicleId Vehicle, PositionReport Report, Instant? Receipt)> reports)
    {
        foreach (var some in reports.Chunk(reports.Count / 20))
        {
            await SendAsync(some);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }

        await Eventually.BecomesTrueAsync(async () => await silo.CountAsync("hazmattrack_reading_pauses_total") > 0, "reading paused");
    }

    /// <summary>What stands of a vehicle: rule, key and onset of every alert that is not retracted.</summary>
    public async Task<IReadOnlyList<string>> StandingAsync(VehicleId vehicle) =>
        [.. (await AlertsOfAsync(vehicle)).Where(a => a.Status != AlertStatus.Retracted).Select(a => SomeFleet.Text(a.Finding)).Order(StringComparer.Ordinal)];

    public async Task<IReadOnlyList<Alert>> AlertsOfAsync(VehicleId vehicle) =>
        (await Alerts.ListAsync(new() { Vehicle = vehicle, Limit = 1000 }, TestContext.Current.CancellationToken)).Alerts;

    /// <summary>The reports as they were sent: without by how many hours they came late.</summary>
    public async Task<List<PositionReport>> HistoryAsync(VehicleId vehicle)
    {
        var history = Silos[0].Host.App.Services.GetRequiredService<ITrackHistory>();
        var points = new List<PositionReport>();
        await foreach (var point in history.ReadAsync(
            vehicle, default, Instant.From(DateTimeOffset.MaxValue), TestContext.Current.CancellationToken))
        {
            points.Add(point.WithHoursBehind(0));
        }

        return points;
    }

    /// <summary>The database of a program on the real servers; null of one on embedded parts.</summary>
    public string? Postgres => _arguments.Exists(a => a.StartsWith("--Postgres:ConnectionString", StringComparison.Ordinal))
        ? Setting("--Postgres:ConnectionString") : null;

    private string Setting(string name) => _arguments.Single(a => a.StartsWith(name, StringComparison.Ordinal)).Split('=', 2)[1];

    public async ValueTask DisposeAsync()
    {
        _producer?.Dispose();
        foreach (var silo in Silos)
        {
            await silo.Host.App.StopAsync(CancellationToken.None);
            await silo.Host.DisposeAsync();
        }
    }

    internal sealed class Silo(ServerHost host, CollectorRegistry registry, TestLog log)
    {
        public TestLog Log => log;

        public ServerHost Host => host;

        public CollectorRegistry Registry => registry;

        /// <summary>A client that has signed in as <see cref="SomePeople.Everybody"/>.</summary>
        public HttpClient Http { get; } = new()
        {
            BaseAddress = new(host.App.Urls.First()),
            DefaultRequestHeaders = { AcceptLanguage = { new("en") } },
        };

        /// <summary>The cookie of its session, for clients of a test's own.</summary>
        public string Cookie { get; private set; } = "";

        /// <summary>Signs the client in, as the page does.</summary>
        public async Task SignInAsync()
        {
            var store = host.App.Services.GetRequiredService<IAccessStore>();
            await store.SaveOperatorAsync(
                new() { Code = SomePeople.Operator, Name = "甲运输企业", Province = ProvinceCode.Shanghai }, "test", VersionCondition.None,
                TestContext.Current.CancellationToken);
            Cookie = await SignInAsync(SomePeople.Everybody.Id);
            Use(Http);
        }

        /// <summary>The cookie of a new session of a person.</summary>
        public async Task<string> SignInAsync(string person)
        {
            using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = Http.BaseAddress };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sign-in/demo") { Content = JsonContent.Create(new { person }) };
            request.Headers.Add("X-Hazmat", "1");
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            answer.EnsureSuccessStatusCode();
            return answer.Headers.GetValues("Set-Cookie").First().Split(';')[0];
        }

        /// <summary>Gives a client the session, and the headers that its calls bear.</summary>
        public void Use(HttpClient client)
        {
            client.DefaultRequestHeaders.Add("Cookie", Cookie);
            client.DefaultRequestHeaders.Add("X-Hazmat", "1");
            client.DefaultRequestHeaders.Add("Purpose", "inspection");
        }

        /// <summary>How many silos it takes for alive, itself among them.</summary>
        public int KnownSilos => host.App.Services.GetRequiredService<IClusterMembershipService>().CurrentSnapshot.Members.Values
            .Count(m => m.Status == SiloStatus.Active);

        public async Task<bool> IsReadyAsync()
        {
            using var answer = await Http.GetAsync(new Uri("/healthz/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }

        /// <summary>Waits until so many reports are stored, or known before, and lists and pages show them.</summary>
        public async Task HasTakenAsync(int reports)
        {
            await Eventually.BecomesTrueAsync(
                async () => await CountAsync("hazmattrack_reports_applied_total") + await CountAsync("hazmattrack_reports_duplicate_total") == reports,
                $"{reports} reports taken",
                60);
            await Eventually.BecomesTrueAsync(IsShownAsync, "hot state is complete and has what was stored", 30);
        }

        /// <summary>
        /// Hot state is written after history. Until every partition has found it complete, which takes up to two seconds after a start, readers get 503.
        /// </summary>
        private async Task<bool> IsShownAsync()
        {
            Task<double> BatchesAsync(string stage) => CountAsync("hazmattrack_stage_seconds_count", $"stage=\"{stage}\"");
            if (await BatchesAsync("hot") < await BatchesAsync("alerts"))
            {
                return false;
            }

            var seen = await host.App.Services.GetRequiredService<IHotState>().LookAsync(PartSet.All, TestContext.Current.CancellationToken);
            return Enumerable.Range(0, host.App.Services.GetRequiredService<PositionLog>().PositionPartitions)
                .All(p => seen.CompleteFor(p).Contains(PartSet.All));
        }

        /// <inheritdoc cref="Counters.SumAsync"/>
        public Task<double> CountAsync(string counter, string label = "") => Counters.SumAsync(registry, counter, label);

        /// <inheritdoc cref="Counters.LinesAsync"/>
        public Task<string[]> MetricsAsync() => Counters.LinesAsync(registry);
    }
}
