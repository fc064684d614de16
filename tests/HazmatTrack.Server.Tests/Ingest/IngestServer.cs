using System.Net;
using System.Text;
using System.Text.Json;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Contracts.Quality;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Gateway;
using HazmatTrack.Http.Requests;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Server.Tests.Access;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Tracker.Quality;
using HazmatTrack.Tracker.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>The HTTP ingest alone, on an embedded broker: at most 100 items and 100,000 bytes a request.</summary>
public sealed class IngestServer : IAsyncDisposable
{
    public const int MaxItems = 100;
    public const int MaxBodyBytes = 100_000;

    private readonly TestKafka _kafka;
    private readonly WebApplication _app;
    private readonly HttpClient _client = new() { DefaultRequestHeaders = { AcceptLanguage = { new("en") } } };

    private readonly DirectoryInfo _folder;

    private IngestServer(TestKafka kafka, WebApplication app, DirectoryInfo folder) => (_kafka, _app, _folder) = (kafka, app, folder);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>An item that is taken.</summary>
    public static string Good => $$"""{"plate":"沪A12345","plateColor":2,"time":"{{At(TimeSpan.Zero)}}","lat":31.2,"lon":121.4,"speedKmh":60.5,"heading":90}""";

    public Uri Address => new(_app.Urls.First());

    public static string At(TimeSpan from) => ChinaTimeText.Format(Instant.From(TimeProvider.System.GetUtcNow() + from));

    /// <param name="kafka">Brokers other than the embedded one.</param>
    /// <param name="maxItems">The most items of a request.</param>
    /// <param name="maxBytes">The largest body.</param>
    internal static async Task<IngestServer> StartAsync(KafkaOptions? kafka = null, int maxItems = MaxItems, int maxBytes = MaxBodyBytes)
    {
        var embedded = await TestKafka.StartAsync("embedded");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(kafka ?? embedded.Options).AddSingleton(embedded.Ingest).AddSingleton(embedded.Topics)
            .AddSingleton<Prometheus.IMetricFactory>(
                Prometheus.Metrics.WithCustomRegistry(embedded.Registry)).AddSingleton<QualityMetrics>().AddSingleton<IRefusedReports, QualityBook>();
        var folder = Directory.CreateTempSubdirectory("hazmat-ingest-");
        builder.Services.AddEmptyAccess(folder.FullName);
        builder.Services.AddHttpIngest(
            new() { MaxItems = maxItems, MaxBodyBytes = maxBytes, Patience = TimeSpan.FromSeconds(kafka is null ? 10 : 1) }, new(), new(), isDemo: true);
        var app = builder.Build();
        app.UseUnreadBodies();
        app.UseRequestDecompression();
        app.UseEverybody();
        app.MapPositions();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync(Stop);
        await app.Services.GetRequiredService<AccessDirectory>().Loaded.WaitAsync(Stop);
        return new(embedded, app, folder);
    }

    public Task<Answer> PostAsync(string body, string? type = "application/json") => PostAsync(Encoding.UTF8.GetBytes(body), type);

    public Task<Answer> PostAsync(byte[] body, string? type = "application/json", string? coding = null)
    {
        var content = new ByteArrayContent(body);
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (coding is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        }

        return PostAsync(content);
    }

    public async Task<Answer> PostAsync(HttpContent content, string? language = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "/api/v1/positions")) { Content = content };
        if (language is not null)
        {
            request.Headers.AcceptLanguage.ParseAdd(language);
        }

        using var answer = await _client.SendAsync(request, Stop);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Stop);
        return new(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, bytes.Length == 0 ? default : JsonDocument.Parse(bytes).RootElement);
    }

    /// <summary>Reads back so many positions, as the tracker would.</summary>
    public List<(VehicleId Vehicle, PositionReport Report)> Read(int count)
    {
        var found = new List<(VehicleId, PositionReport)>();
        var decoder = new PositionDecoder(_kafka.Ingest);
        using var consumer = _kafka.Consumer(new Nobody());
        while (found.Count < count)
        {
            using var batch = consumer.Poll(TimeSpan.FromMilliseconds(100));
            for (var i = 0; i < batch.Count; i++)
            {
                var record = batch[i];
                Assert.Equal(RejectReason.None, decoder.Decode(record, Instant.From(TimeProvider.System.GetUtcNow()), out var vehicle, out var report));
                found.Add((vehicle!.Id, report));
            }
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _kafka.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    public sealed record Answer(HttpStatusCode Status, string? Type, JsonElement Body)
    {
        public int Accepted => Body.GetProperty("accepted").GetInt32();

        public string Detail => Body.GetProperty("detail").GetString()!;

        /// <summary>Index and code of each item that was not taken.</summary>
        public IReadOnlyList<(int Index, string Code)> Rejected =>
            [.. Body.GetProperty("rejected").EnumerateArray().Select(r => (r.GetProperty("index").GetInt32(), r.GetProperty("code").GetString()!))];
    }

    /// <summary>One for all tests of a class.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        public IngestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    private sealed class Nobody : IPartitionListener
    {
        public void Assigned(IReadOnlyList<int> partitions)
        {
        }

        public void Revoked(IReadOnlyList<int> partitions)
        {
        }

        public void Lost(IReadOnlyList<int> partitions)
        {
        }
    }
}
