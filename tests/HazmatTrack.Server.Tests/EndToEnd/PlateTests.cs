using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Google.Protobuf;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Kafka;
using HazmatTrack.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>One truck is one vehicle, however its plate is written.</summary>
public sealed class PlateTests : IDisposable
{
    private const int Points = 24;
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-plates-").FullName;
    private readonly Instant _begin = new((Instant.From(TimeProvider.System.GetUtcNow()).UnixMilliseconds / 1000 * 1000) - (Points * 30_000));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_truck_that_spells_its_plate_in_five_ways_over_HTTP_and_Kafka_is_one_vehicle_and_its_permit_holds()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        using var filed = await silo.Http.PostAsJsonAsync(
            new Uri("/api/v1/permits", UriKind.Relative),
            new
            {
                number = "P1",
                vehicle = "沪Ａ．１２３Ｏ５＿２",
                provinces = new[] { "310000", "320000" },
                validFrom = "2020-01-01T00:00:00+08:00",
                validTo = "2099-01-01T00:00:00+08:00",
            },
            Stop);
        Assert.Equal(HttpStatusCode.Created, filed.StatusCode);

        // From Anting to Huaqiao; a truck without papers goes the same way.
        var partition = await PartitionAsync(silo, program.Topic);
        string[] overHttp = ["沪a12305", "沪Ａ１２３０５", " 沪A·I23O5"];
        (string Key, string Vehicle)[] overKafka = [("沪A-12305_2", "沪A12305_2"), ("沪A12305_2", "沪A\u00A012305＿2")];
        for (var i = 0; i < Points; i++)
        {
            if (i % 5 < 3)
            {
                await PostAsync(silo, overHttp[i % 5], i);
            }
            else
            {
                await ProduceAsync(silo, new(program.Topic, partition), overKafka[(i % 5) - 3], i);
            }

            await PostAsync(silo, "沪B12305", i);
        }

        await silo.HasTakenAsync((2 * Points) + 1);
        Assert.Equal(0, await silo.CountAsync("hazmattrack_dead_letters_total"));
        await Eventually.BecomesTrueAsync(async () => (await GetAsync(silo, "vehicles")).Status == HttpStatusCode.OK, "hot state is whole");
        Assert.Equal(["沪A12305_2", "沪B12305_2"], Items(await GetAsync(silo, "vehicles")).Select(v => v.GetProperty("id").GetString()).Order());

        var alerts = Items(await GetAsync(silo, $"alerts?vehicle={Uri.EscapeDataString("沪ａ１２３０５_2")}"));
        Assert.Equal("crossing", Assert.Single(alerts).GetProperty("rule").GetString());
        Assert.Contains("permit", Items(await GetAsync(silo, $"alerts?vehicle={Uri.EscapeDataString("沪B12305_2")}"))
            .Select(a => a.GetProperty("rule").GetString()));

        foreach (var id in new[] { "沪A12305_2", "沪 a·12305_2", "沪Ａ１２３０５＿２" })
        {
            var (status, view) = await GetAsync(silo, $"vehicles/{Uri.EscapeDataString(id)}");
            Assert.Equal((HttpStatusCode.OK, "沪A12305_2", 1), (status, view.GetProperty("id").GetString(), view.GetProperty("permits").GetArrayLength()));
            Assert.Equal(Points + 1, Items(await GetAsync(silo, $"vehicles/{Uri.EscapeDataString(id)}/history?{Span()}")).Count);
        }
    }

    [Fact]
    public async Task What_is_no_plate_is_refused_at_every_entry_with_what_a_plate_looks_like()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        using var answer = await silo.Http.PostAsJsonAsync(new Uri("/api/v1/positions", UriKind.Relative), new[] { Item("bad", 0) }, Stop);
        var refused = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal("unknown-vehicle-format", refused.GetProperty("rejected")[0].GetProperty("code").GetString());
        Assert.Contains("'bad' is not a plate of GA 36-2018: it does not begin with a province", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await ProduceAsync(silo, new(program.Topic, 0), ("bad_2", "bad_2"), 0);
        await Eventually.BecomesTrueAsync(async () => await silo.CountAsync("hazmattrack_dead_letters_total") == 1, "the record is a dead letter");
        foreach (var path in new[] { "vehicles/bad_2", $"vehicles/bad_2/history?{Span()}", "alerts?vehicle=bad_2", "permits?vehicle=bad_2" })
        {
            var (status, problem) = await GetAsync(silo, path);
            Assert.Equal((path, HttpStatusCode.BadRequest), (path, status));
            Assert.Contains("沪A12345", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("json")]
    [InlineData("geojson")]
    [InlineData("gpx")]
    [InlineData("csv")]
    public async Task A_vehicle_never_seen_has_no_history_and_one_that_was_silent_an_empty_one(string format)
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await PostAsync(silo, "沪A12305", 0);
        await silo.HasTakenAsync(1);
        var span = "from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&format=" + format;
        foreach (var (id, status) in new[] { ("沪A12306_2", HttpStatusCode.NotFound), ("沪A12305_2", HttpStatusCode.OK), ("沪ａ12305_2", HttpStatusCode.OK) })
        {
            using var answer = await silo.Http.GetAsync(new Uri($"/api/v1/vehicles/{Uri.EscapeDataString(id)}/history?{span}", UriKind.Relative), Stop);
            Assert.Equal((id, status), (id, answer.StatusCode));
        }
    }

    private string Span() => $"from={Uri.EscapeDataString(ChinaTimeText.Format(_begin - TimeSpan.FromHours(1)))}&to={Uri.EscapeDataString(ChinaTimeText.Format(_begin + TimeSpan.FromHours(1)))}";

    private object Item(string plate, int index) => new
    {
        plate,
        plateColor = 2,
        time = ChinaTimeText.Format(Time(index)),
        lat = 31.285,
        lon = 121.21 - (index * 0.006),
        speedKmh = 68,
        heading = 270,
    };

    private Instant Time(int index) => _begin + TimeSpan.FromSeconds(30 * index);

    private async Task PostAsync(TestProgram.Silo silo, string plate, int index)
    {
        using var answer = await silo.Http.PostAsJsonAsync(new Uri("/api/v1/positions", UriKind.Relative), new[] { Item(plate, index) }, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>Where the truck's records lie: a producer that hashes the key as it is written puts them elsewhere, and that is another matter.</summary>
    private async Task<Partition> PartitionAsync(TestProgram.Silo silo, string topic) =>
        (await ProduceAsync(silo, new(topic, Partition.Any), ("沪A12305_2", "沪A12305_2"), -1)).Partition;

    private async Task<DeliveryResult<byte[], byte[]>> ProduceAsync(TestProgram.Silo silo, TopicPartition to, (string Key, string Vehicle) names, int index)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(
            silo.Host.App.Services.GetRequiredService<KafkaOptions>().Apply(PositionSender.Config(TimeSpan.FromSeconds(60)))).Build();
        var message = new PositionMessage
        {
            Vehicle = names.Vehicle,
            TimeMs = Time(index).UnixMilliseconds,
            LatitudeE6 = 31_285_000,
            LongitudeE6 = 121_210_000 - (index * 6000),
            SpeedDeciKmh = 680,
            HeadingDegrees = 270,
            StatusBits = 3,
        };
        return await producer.ProduceAsync(to, new() { Key = Encoding.UTF8.GetBytes(names.Key), Value = message.ToByteArray() }, Stop);
    }

    private static List<JsonElement> Items((HttpStatusCode Status, JsonElement Body) answer) => [.. answer.Body.GetProperty("items").EnumerateArray()];

    private static async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(TestProgram.Silo silo, string path)
    {
        using var answer = await silo.Http.GetAsync(new Uri("/api/v1/" + path, UriKind.Relative), Stop);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Stop)).RootElement);
    }
}
