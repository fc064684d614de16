using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HazmatTrack.Server.Outside;
using HazmatTrack.Server.Watching;
using HazmatTrack.Testing;
using HazmatTrack.Tracker.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Prometheus;
using StackExchange.Redis;

namespace HazmatTrack.Server.Tests.Watching;

/// <summary>What a process shows of itself, so that alarms can be raised.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-watch-").FullName;
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();

    private MetricFactory Metrics => Prometheus.Metrics.WithCustomRegistry(_registry);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task The_end_of_a_certificate_is_that_of_the_one_in_use_also_after_a_renewal()
    {
        using var authority = new SomeCertificates(_folder);
        var time = new FakeTimeProvider();
        var (file, key) = authority.Write("track.example.cn", TimeProvider.System.GetUtcNow().AddDays(5));
        var outside = new ServerCertificate(new() { CertificateFile = file, KeyFile = key }, time);
        var watch = new CertificateWatch([new("silo", DateTimeOffset.FromUnixTimeSeconds(1_800_000_000))], Metrics, outside);
        await watch.ShowAsync(Stop);
        Assert.Equal(1_800_000_000, await SumAsync("hazmattrack_certificate_expiry_timestamp_seconds", "\"silo\""));
        Assert.Equal(EndOf(file), await SumAsync("hazmattrack_certificate_expiry_timestamp_seconds", "\"outside\""));

        var (newer, newKey) = authority.Write("track.example.cn", TimeProvider.System.GetUtcNow().AddDays(15));
        File.Copy(newKey, key, overwrite: true);
        File.Copy(newer, file, overwrite: true);
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddDays(20_000));
        time.Advance(TimeSpan.FromMinutes(2));
        await watch.ShowAsync(Stop);
        Assert.Equal(EndOf(newer), await SumAsync("hazmattrack_certificate_expiry_timestamp_seconds", "\"outside\""));
    }

    [Fact]
    public async Task The_disk_of_the_data_folder_is_shown()
    {
        await new DiskWatch(_folder, Metrics).ShowAsync(Stop);
        var (free, size) = (await SumAsync("hazmattrack_data_folder_free_bytes"), await SumAsync("hazmattrack_data_folder_size_bytes"));
        Assert.InRange(free, 1, size);
    }

    [Fact]
    public async Task Failed_calls_are_counted_by_who_did_not_answer_and_all_are_shown_from_the_start()
    {
        var errors = new StoreErrors(Metrics);
        Assert.Equal(4, (await Counters.LinesAsync(_registry)).Count(l => l.StartsWith("hazmattrack_store_errors_total{", StringComparison.Ordinal)));
        errors.Count(new NpgsqlException());
        errors.Count(new SqliteException("full", 13));
        errors.Count(new RedisConnectionException(ConnectionFailureType.SocketFailure, CommandFlags.None, "gone", null!, CommandStatus.Unknown));
        errors.Count(new RedisTimeoutException(CommandFlags.None, "slow", CommandStatus.Unknown));
        errors.Count(new Confluent.Kafka.KafkaException(Confluent.Kafka.ErrorCode.Local_Transport));
        errors.Count(new AggregateException(new NpgsqlException()));
        errors.Count(new SocketException());
        foreach (var (store, count) in new[] { ("database", 3), ("redis", 2), ("kafka", 1), ("other", 1) })
        {
            Assert.Equal((store, count), (store, await SumAsync("hazmattrack_store_errors_total", $"\"{store}\"")));
        }
    }

    [Fact]
    public async Task A_call_that_is_repeated_counts_each_failure()
    {
        var (time, calls) = (new FakeTimeProvider(), 0);
        var retry = new Retry(time, new(time), new(Metrics), NullLogger<Retry>.Instance);
        var done = retry.RunAsync("Storing", _ => ++calls < 4 ? throw new NpgsqlException("gone", new IOException()) : Task.CompletedTask, Stop);
        await Eventually.BecomesTrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return Task.FromResult(done.IsCompleted);
            },
            "stored");
        await done;
        Assert.Equal(3, await SumAsync("hazmattrack_store_errors_total", "\"database\""));
    }

    [Fact]
    public async Task Checks_of_readiness_are_shown_as_numbers()
    {
        HealthReportEntry Entry(HealthStatus status) => new(status, null, default, null, null);
        await new HealthMetrics(Metrics).PublishAsync(
            new(
                new Dictionary<string, HealthReportEntry>
                {
                    ["tracking"] = Entry(HealthStatus.Degraded),
                    ["registry"] = Entry(HealthStatus.Healthy),
                    ["other"] = Entry(HealthStatus.Unhealthy),
                },
                default),
            Stop);
        Assert.Equal(0.5, await SumAsync("hazmattrack_health", "\"tracking\""));
        Assert.Equal(1, await SumAsync("hazmattrack_health", "\"registry\""));
        Assert.Equal(0, await SumAsync("hazmattrack_health", "\"other\""));
    }

    [Fact]
    public async Task Answers_are_counted_by_status_without_probes_and_streams_are_not_timed()
    {
        var requests = new RequestMetrics(Metrics, TimeProvider.System);
        async Task AnswerAsync(string path, int status, string? type = null) => await requests.MeasureAsync(
            new DefaultHttpContext { Request = { Path = path } },
            context =>
            {
                (context.Response.StatusCode, context.Response.ContentType) = (status, type);
                return Task.CompletedTask;
            });
        await AnswerAsync("/api/v1/vehicles/沪A12345_2", 200);
        await AnswerAsync("/api/v1/alerts", 503);
        await AnswerAsync("/api/v1/alerts/stream", 200, "text/event-stream");
        await AnswerAsync("/healthz/ready", 503);
        await AnswerAsync("/metrics", 200);
        Assert.Equal(2, await SumAsync("hazmattrack_http_answers_total", "\"200\""));
        Assert.Equal(1, await SumAsync("hazmattrack_http_answers_total", "\"503\""));
        Assert.Equal(2, await SumAsync("hazmattrack_http_answer_seconds_count"));
        Assert.DoesNotContain(await Counters.LinesAsync(_registry), l => l.Contains('沪', StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_measured_holds_up_nothing_else()
    {
        var time = new FakeTimeProvider();
        var good = new Counted();
        using var watch = new ProcessWatch([new Broken(), good], Metrics, time, NullLogger<ProcessWatch>.Instance);
        await watch.StartAsync(Stop);
        await Eventually.BecomesTrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(10));
                return Task.FromResult(good.Times >= 3);
            },
            "measured again");
        await watch.StopAsync(Stop);
        Assert.True(await SumAsync("hazmattrack_watch_failures_total") >= 2);
    }

    private static double EndOf(string file)
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file));
        return new DateTimeOffset(certificate.NotAfter).ToUnixTimeSeconds();
    }

    private Task<double> SumAsync(string metric, string label = "") => Counters.SumAsync(_registry, metric, label);

    private sealed class Broken : IWatched
    {
        public Task ShowAsync(CancellationToken cancellation) => throw new CryptographicException();
    }

    private sealed class Counted : IWatched
    {
        public int Times { get; private set; }

        public Task ShowAsync(CancellationToken cancellation)
        {
            Times++;
            return Task.CompletedTask;
        }
    }
}
