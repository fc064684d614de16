using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>What an operator files about a truck's past changes its alerts, and they say why.</summary>
public sealed class FiledAfterTheFactTests : IDisposable
{
    private const int Points = 24;
    private static readonly VehicleId s_truck = new("沪A12305", PlateColour.Yellow);

    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-filed-").FullName;
    private readonly Instant _begin = new((Instant.From(TimeProvider.System.GetUtcNow()).UnixMilliseconds / 1000 * 1000) - (Points * 30_000));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_alert_goes_with_the_permit_that_was_filed_late_and_comes_back_with_its_withdrawal_also_over_a_restart(bool real)
    {
        await using var program = real ? await TestProgram.RealAsync() : TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();

        // From Anting to Huaqiao, and there it stands.
        await program.SendAsync(Enumerable.Range(0, Points).Select(i => (s_truck, new PositionReport
        {
            Time = _begin + TimeSpan.FromSeconds(30 * i),
            Position = new GeoPoint(31_285_000, 121_210_000 - (i * 6000)),
            SpeedDeciKmh = 680,
            HeadingDegrees = 270,
            Status = ReportStatus.AccOn | ReportStatus.Fixed,
        })));
        await StandsAsync(silo, "open");

        await FileAsync(silo, HttpMethod.Post, "permits", new
        {
            number = "P1",
            vehicle = s_truck.ToString(),
            provinces = new[] { "310000", "320000" },
            validFrom = "2020-01-01T00:00:00+08:00",
            validTo = "2099-01-01T00:00:00+08:00",
        });
        await StandsAsync(silo, "retracted");
        Assert.Equal([("raised", null), ("retracted", "document")], await HistoryAsync(silo));

        // Withdrawn since before the crossing, just when the process ends.
        await FileAsync(silo, HttpMethod.Delete, "permits/P1?from=2021-01-01T00:00:00Z", null);
        await program.StopAsync(silo);
        silo = await program.StartAsync();
        await StandsAsync(silo, "open");
        var last = (await HistoryAsync(silo))[^1];
        Assert.True(last is ("amended", "document") or ("amended", "correction"), $"{last}");
    }

    private static async Task StandsAsync(TestProgram.Silo silo, string status) => await Eventually.BecomesTrueAsync(
        async () => await AlertAsync(silo) is { ValueKind: JsonValueKind.Object } alert && alert.GetProperty("status").GetString() == status,
        $"the alert is {status}",
        30);

    private static async Task<List<(string Type, string? Cause)>> HistoryAsync(TestProgram.Silo silo)
    {
        var id = (await AlertAsync(silo)).GetProperty("id").GetString();
        var alert = await silo.Http.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/alerts/{id}", UriKind.Relative), Stop);
        return
        [
            .. alert.GetProperty("history").EnumerateArray().Select(
                e => (e.GetProperty("type").GetString()!, e.TryGetProperty("cause", out var cause) ? cause.GetString() : null)),
        ];
    }

    private static async Task<JsonElement> AlertAsync(TestProgram.Silo silo)
    {
        var path = $"/api/v1/alerts?vehicle={Uri.EscapeDataString(s_truck.ToString())}&rule=permit&status=open,acknowledged,assigned,handled,closed,retracted";
        using var answer = await silo.Http.GetAsync(new Uri(path, UriKind.Relative), Stop);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, body.ToString());
        return body.GetProperty("items").EnumerateArray().SingleOrDefault();
    }

    private static async Task FileAsync(TestProgram.Silo silo, HttpMethod method, string path, object? body)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var request = new HttpRequestMessage(method, new Uri("/api/v1/" + path, UriKind.Relative)) { Content = content };
        using var answer = await silo.Http.SendAsync(request, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}
