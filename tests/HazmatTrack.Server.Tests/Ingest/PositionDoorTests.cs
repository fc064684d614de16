using System.Net;
using System.Text;
using System.Text.Json;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Api;
using HazmatTrack.Server.Ingest;
using HazmatTrack.Server.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>The HTTP door on a broker: what is accepted is in the log, what is not is named, and nothing breaks it.</summary>
public sealed class PositionDoorTests : IAsyncDisposable
{
    private TestKafka? _kafka;
    private WebApplication? _app;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Now => At(TimeSpan.Zero);

    private static string Good => $$"""{"plate":"沪A12345","plateColor":2,"time":"{{Now}}","lat":31.2,"lon":121.4,"speedKmh":60.5,"heading":90}""";

    private static string At(TimeSpan from) => ApiTime.Text(Domain.Instant.From(TimeProvider.System.GetUtcNow() + from));

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_kafka is not null)
        {
            await _kafka.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_is_accepted_is_in_the_log_as_it_was_sent()
    {
        var client = await StartAsync();
        var (status, answer) = await PostAsync(client, $$"""
            [{{Good}},
             {"plate":"浙B99999","plateColor":1,"time":"{{At(TimeSpan.FromDays(-200))}}","lat":1,"lon":2,"speedKmh":0,"heading":0},
             {"plate":"苏E00001","plateColor":2,"time":"{{Now}}","lat":31.1,"lon":120.9,"speedKmh":80,"heading":360,"altitudeM":12,"mileageKm":1234.5,"alarmBits":1,"statusBits":3,"datum":"gcj02"},
             {"plate":"苏E00002","plateColor":2,"time":"{{Now}}","fixed":false}]
            """);
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(3, answer.GetProperty("accepted").GetInt32());
        Assert.Equal("too-old", Assert.Single(answer.GetProperty("rejected").EnumerateArray()).GetProperty("code").GetString());
        Assert.Equal(1, answer.GetProperty("rejected")[0].GetProperty("index").GetInt32());

        var read = Read(3).ToDictionary(r => r.Vehicle.ToString(), r => r.Report);
        Assert.Equal(605, read["沪A12345_2"].SpeedDeciKmh);
        Assert.True(read["沪A12345_2"].IsPosition);
        Assert.Equal(new(31_200_000, 121_400_000), read["沪A12345_2"].Position);
        Assert.Equal((12, 12_345u, 1u, 0), (read["苏E00001_2"].AltitudeMetres, read["苏E00001_2"].MileageDeciKm, read["苏E00001_2"].Alarms, read["苏E00001_2"].HeadingDegrees));
        Assert.InRange(Domain.Geo.Geodesy.Between(new(31_100_000, 120_900_000), read["苏E00001_2"].Position).Metres, 100, 900);
        Assert.False(read["苏E00002_2"].IsPosition);
    }

    [Fact]
    public async Task Lines_are_taken_one_by_one()
    {
        var client = await StartAsync();
        var (status, answer) = await PostAsync(client, $"{Good}\n\n{{\"plate\n{Good.Replace("沪A12345", "沪A1", StringComparison.Ordinal)}\r\n[]\n", "application/x-ndjson");
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(2, answer.GetProperty("accepted").GetInt32());
        Assert.Equal([1, 3], answer.GetProperty("rejected").EnumerateArray().Select(r => r.GetProperty("index").GetInt32()));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("[", "JSON")]
    [InlineData("hello", "JSON")]
    [InlineData("\"a\" : 1", "JSON")]
    public async Task A_body_that_is_no_list_is_refused_in_words(string body, string says)
    {
        var client = await StartAsync();
        var (status, answer) = await PostAsync(client, body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(says, answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"plateColor\":2", "\"plateColor\":8", "unknown-vehicle-format")]
    [InlineData("\"plateColor\":2", "\"plateColor\":\"2\"", "wrong-type")]
    [InlineData("\"plate\":\"沪A12345\"", "\"plate\":\"沪A 12345\"", "unknown-vehicle-format")]
    [InlineData("\"plate\":\"沪A12345\",", "", "missing-member")]
    [InlineData("\"lat\":31.2", "\"lat\":91", "impossible-coordinates")]
    [InlineData("\"lat\":31.2", "\"lat\":1e300", "wrong-type")]
    [InlineData("\"lat\":31.2,\"lon\":121.4", "\"lat\":0,\"lon\":0", "impossible-coordinates")]
    [InlineData("\"speedKmh\":60.5", "\"speedKmh\":400", "impossible-speed")]
    [InlineData("\"heading\":90", "\"heading\":361", "impossible-heading")]
    [InlineData("\"heading\":90", "\"heading\":90,\"datum\":\"bd09\"", "unknown-datum")]
    [InlineData("+08:00", "", "wrong-type")]
    [InlineData("\"time\":\"2", "\"time\":\"3", "wrong-type")]
    public async Task A_bad_item_is_named_with_its_reason_and_the_good_one_is_taken(string good, string bad, string code)
    {
        var client = await StartAsync();
        Assert.Contains(good, Good, StringComparison.Ordinal);
        var (status, answer) = await PostAsync(client, $"[{Good.Replace(good, bad, StringComparison.Ordinal)},{Good}]");
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(1, answer.GetProperty("accepted").GetInt32());
        Assert.Equal(code, answer.GetProperty("rejected")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Too_much_is_refused_before_any_of_it_is_taken()
    {
        var client = await StartAsync();
        var many = $"[{string.Join(',', Enumerable.Repeat(Good, 101))}]";
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(client, many)).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(client, new string(' ', 200_000))).Status);
    }

    [Fact]
    public async Task No_body_whatever_it_holds_is_answered_by_anything_but_its_sender_s_fault_or_success()
    {
        var client = await StartAsync();
        var random = new Random(7);
        var seed = Encoding.UTF8.GetBytes($"[{Good},{Good}]");
        for (var i = 0; i < 3000; i++)
        {
            var body = Broken(seed, random);
            using var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", i % 3 == 0 ? "application/x-ndjson" : "application/json");
            using var answer = await client.PostAsync(new Uri("/api/v1/positions", UriKind.Relative), content, Stop);
            Assert.True(
                answer.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge,
                $"{answer.StatusCode} to {Convert.ToHexString(body)}");
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Stop));
            Assert.True(document.RootElement.TryGetProperty(answer.IsSuccessStatusCode ? "rejected" : "detail", out _));
        }
    }

    [Fact]
    public async Task Without_a_broker_it_says_so_and_what_is_not_stored()
    {
        var client = await StartAsync(new KafkaOptions { BootstrapServers = "127.0.0.1:1" });
        var (status, answer) = await PostAsync(client, $"[{{}},{Good}]");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(1, Assert.Single(answer.GetProperty("failed").EnumerateArray()).GetInt32());
    }

    private static byte[] Broken(byte[] seed, Random random)
    {
        var body = seed.ToList();
        for (var n = random.Next(1, 6); n > 0; n--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(5))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveRange(at, Math.Min(body.Count - at - 1, random.Next(40)));
                    break;
                case 2:
                    body.InsertRange(at, "[]{}\",:0e\\u"u8[..random.Next(11)].ToArray());
                    break;
                case 3:
                    body.InsertRange(at, body.Take(random.Next(200)).ToArray());
                    break;
                default:
                    body.InsertRange(at, Enumerable.Repeat((byte)"[{\"9"[random.Next(4)], random.Next(100)));
                    break;
            }
        }

        return [.. body];
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(HttpClient client, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await client.PostAsync(new Uri("/api/v1/positions", UriKind.Relative), content, Stop);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Stop)).RootElement);
    }

    private async Task<HttpClient> StartAsync(KafkaOptions? kafka = null)
    {
        _kafka = await TestKafka.StartAsync("embedded");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(kafka ?? _kafka.Options).AddSingleton(_kafka.Ingest).AddSingleton(_kafka.Metrics);
        builder.Services.AddPositionDoor(new() { MaxItems = 100, MaxBodyBytes = 100_000, Patience = TimeSpan.FromSeconds(kafka is null ? 10 : 1) });
        _app = builder.Build();
        _app.MapPositions();
        _app.Urls.Add("http://127.0.0.1:0");
        await _app.StartAsync(Stop);
        return new() { BaseAddress = new(_app.Urls.First()) };
    }

    /// <summary>Reads back so many positions, as the tracker would.</summary>
    private List<(VehicleId Vehicle, PositionReport Report)> Read(int count)
    {
        var found = new List<(VehicleId, PositionReport)>();
        var decoder = new PositionDecoder(_kafka!.Ingest);
        using var consumer = _kafka.Consumer(new Nobody());
        while (found.Count < count)
        {
            using var batch = consumer.Poll(TimeSpan.FromMilliseconds(100));
            for (var i = 0; i < batch.Count; i++)
            {
                var record = batch[i];
                Assert.Equal(RejectReason.None, decoder.Decode(record, Domain.Instant.From(TimeProvider.System.GetUtcNow()), out var vehicle, out var report));
                found.Add((vehicle!.Id, report));
            }
        }

        return found;
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
