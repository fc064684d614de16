using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>A limit that an administrator corrects for the past changes the alerts that rest on it, and they say why.</summary>
public sealed class ChangedParametersTests : IDisposable
{
    private const int Points = 24;
    private static readonly VehicleId s_truck = new("沪A12307", PlateColour.Yellow);

    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-changed-").FullName;
    private readonly Instant _begin = new((Instant.From(TimeProvider.System.GetUtcNow()).UnixMilliseconds / 1000 * 1000) - (Points * 30_000));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_alert_goes_and_comes_with_a_limit_that_is_changed_for_the_past_over_restarts(bool real)
    {
        var since = (_begin - TimeSpan.FromDays(3)).ToDateTimeOffset().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd'T'HH:mm:sszzz");
        string[] lenient =
        [
            $"--Rules:off-route:Versions:0:From={since}", "--Rules:off-route:Versions:0:ConfirmFixes=100", "--Rules:off-route:Versions:0:ConfirmSeconds=3600",
            "--Rules:off-route:Versions:0:Source=沪交危〔2026〕7 号",
        ];
        await using var program = real ? await TestProgram.RealAsync() : TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await FileRouteAsync(silo);
        await program.SendAsync(Enumerable.Range(0, Points).Select(i => (s_truck, Report(i))));
        await StandsAsync(silo, "open");
        var found = (await AlertAsync(silo)).GetProperty("parameters");
        Assert.Equal((JsonValueKind.Null, 3), (found.GetProperty("from").ValueKind, found.GetProperty("values").GetProperty("ConfirmFixes").GetInt32()));
        Assert.Equal(found.GetProperty("version").GetString(), Assert.Single(await VersionsAsync(silo)).GetProperty("version").GetString());

        await program.StopAsync(silo);
        silo = await program.StartAsync(lenient);
        await StandsAsync(silo, "retracted");
        Assert.Equal(("retracted", "rule-version"), (await HistoryAsync(silo))[^1]);
        var versions = await VersionsAsync(silo);
        Assert.Equal([since, null], versions.Select(v => v.GetProperty("from").GetString()));
        Assert.Equal("沪交危〔2026〕7 号", versions[0].GetProperty("source").GetString());
        Assert.Equal(found.GetProperty("version").GetString(), versions[1].GetProperty("version").GetString());
        await JudgedAgainAsync(silo);

        // The same once more: a report of the truck comes, and nobody is judged again.
        await program.StopAsync(silo);
        silo = await program.StartAsync(lenient);
        await program.SendAsync([(s_truck, Report(Points))]);
        await silo.HasTakenAsync(1);
        Assert.Equal((0, 0), (await silo.CountAsync("hazmattrack_parameters_noted_total"), await silo.CountAsync("hazmattrack_rejudged_total")));
        Assert.Equal(2, (await HistoryAsync(silo)).Count);

        await program.StopAsync(silo);
        silo = await program.StartAsync();
        await StandsAsync(silo, "open");
        Assert.Equal(("amended", "rule-version"), (await HistoryAsync(silo))[^1]);
    }

    /// <summary>From Anting to Huaqiao.</summary>
    private PositionReport Report(int i) => new()
    {
        Time = _begin + TimeSpan.FromSeconds(30 * i),
        Position = new GeoPoint(31_285_000, 121_210_000 - (i * 6000)),
        SpeedDeciKmh = 680,
        HeadingDegrees = 270,
        Status = ReportStatus.AccOn | ReportStatus.Fixed,
    };

    /// <summary>Ten kilometres south of where it drives.</summary>
    private static async Task FileRouteAsync(TestProgram.Silo silo)
    {
        using var answer = await silo.Http.PostAsJsonAsync(
            new Uri("/api/v1/routes", UriKind.Relative),
            new
            {
                number = "R1",
                vehicle = s_truck.ToString(),
                line = new { type = "LineString", coordinates = new[] { new[] { 121.0, 31.19 }, [121.3, 31.19] } },
                corridorM = 300,
                validFrom = "2020-01-01T00:00:00+08:00",
                validTo = "2099-01-01T00:00:00+08:00",
            },
            Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private static Task JudgedAgainAsync(TestProgram.Silo silo) => Eventually.BecomesTrueAsync(
        async () => await silo.CountAsync("hazmattrack_rejudged_total") == 1 && await silo.CountAsync("hazmattrack_parameters_noted_total") == 1,
        "the truck is judged again");

    private static Task StandsAsync(TestProgram.Silo silo, string status) => Eventually.BecomesTrueAsync(
        async () => await AlertAsync(silo) is { ValueKind: JsonValueKind.Object } alert && alert.GetProperty("status").GetString() == status,
        $"the alert is {status}",
        30);

    private static async Task<List<JsonElement>> VersionsAsync(TestProgram.Silo silo)
    {
        var rules = await silo.Http.GetFromJsonAsync<JsonElement>("/api/v1/rules", Stop);
        return [.. rules.EnumerateArray().Single(r => r.GetProperty("id").GetString() == "off-route").GetProperty("parameterVersions").EnumerateArray()];
    }

    private static async Task<List<(string Type, string? Cause)>> HistoryAsync(TestProgram.Silo silo)
    {
        var id = (await AlertAsync(silo)).GetProperty("id").GetString();
        var alert = await silo.Http.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/alerts/{id}", UriKind.Relative), Stop);
        return [.. alert.GetProperty("history").EnumerateArray().Select(e => (e.GetProperty("type").GetString()!, e.GetProperty("cause").GetString()))];
    }

    private static async Task<JsonElement> AlertAsync(TestProgram.Silo silo)
    {
        var path = $"/api/v1/alerts?vehicle={Uri.EscapeDataString(s_truck.ToString())}&rule=off-route&status=open,acknowledged,assigned,handled,closed,retracted";
        var page = await silo.Http.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), Stop);
        return page.GetProperty("items").EnumerateArray().SingleOrDefault();
    }
}
