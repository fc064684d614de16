using System.Globalization;
using System.Net;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>Where one vehicle is, as the API tells it.</summary>
public sealed class VehicleNowTests : IDisposable
{
    private static readonly VehicleId s_truck = new("苏E12345", PlateColour.Yellow);
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-now-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    /// <summary>The packed state is up to 31 reports older, and the tail begins to move on after 64.</summary>
    [Fact]
    public async Task A_truck_that_reports_is_where_the_list_has_it_after_every_report()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var begin = Instant.From(DateTimeOffset.UtcNow - TimeSpan.FromHours(2));
        for (var n = 1; n <= 70; n++)
        {
            var report = Driving(begin, n);
            await program.SendAsync([(s_truck, report)]);
            await Eventually.BecomesTrueAsync(async () => await ListedAtAsync(silo.Http) == report.Time, $"report {n} is listed");
            var view = await DetailAsync(silo.Http);
            var fix = view.GetProperty("lastFix");
            Assert.Equal(
                (n, report.Time, report.Time, report.Position.LongitudeE6 / 1_000_000m, 55 + (n / 10m), n % 360, n, n),
                (n, TimeOf(view), TimeOf(fix), fix.GetProperty("position").GetProperty("lon").GetDecimal(), fix.GetProperty("speedKmh").GetDecimal(),
                    fix.GetProperty("heading").GetInt32(), fix.GetProperty("altitudeM").GetInt32(), (int)(fix.GetProperty("mileageKm").GetDouble() * 10)));
        }
    }

    [Fact]
    public async Task A_truck_that_lost_reception_says_of_when_its_last_fix_is()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var begin = Instant.From(DateTimeOffset.UtcNow - TimeSpan.FromHours(2));
        var (last, blind) = (Driving(begin, 5), Driving(begin, 6) with { Status = ReportStatus.AccOn });
        await program.SendAsync([(s_truck, Driving(begin, 4)), (s_truck, last), (s_truck, blind)]);
        await Eventually.BecomesTrueAsync(async () => await ListedAtAsync(silo.Http) == blind.Time, "all is listed");
        var view = await DetailAsync(silo.Http);
        Assert.Equal((blind.Time, last.Time), (TimeOf(view), TimeOf(view.GetProperty("lastFix"))));
    }

    /// <summary>Crosses near Huaqiao; nothing else tells when the truck came into Shanghai.</summary>
    [Fact]
    public async Task A_truck_that_came_into_another_province_has_been_there_since_the_crossing()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var begin = Instant.From(DateTimeOffset.UtcNow - TimeSpan.FromHours(2));
        for (var n = 1; n <= 40; n++)
        {
            var report = Driving(begin, n) with { Position = new(31_290_000, 121_050_000 + (n * 5_000)) };
            await program.SendAsync([(s_truck, report)]);
            await Eventually.BecomesTrueAsync(async () => await ListedAtAsync(silo.Http) == report.Time, $"report {n} is listed");
            var (listed, view) = (await ListedAsync(silo.Http), await DetailAsync(silo.Http));
            Assert.Equal(listed!.Value.GetProperty("province").GetString(), view.GetProperty("province").GetString());
            Assert.Equal(view.GetProperty("province").GetString() is null, view.GetProperty("provinceSince").ValueKind == JsonValueKind.Null);
        }

        var crossing = (await program.AlertsOfAsync(s_truck)).Single(a => a.Finding.Rule == "crossing").Finding;
        var now = await DetailAsync(silo.Http);
        Assert.Equal("310000", now.GetProperty("province").GetString());
        Assert.Equal(crossing.Onset.UnixMilliseconds, now.GetProperty("provinceSince").GetDateTimeOffset().ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task A_parked_truck_that_an_earlier_program_wrote_is_told_whole_from_history()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var begin = Instant.From(DateTimeOffset.UtcNow - TimeSpan.FromHours(2));
        await program.SendAsync(Enumerable.Range(1, 40).Select(n => (s_truck, Driving(begin, n))));
        await Eventually.BecomesTrueAsync(async () => await ListedAtAsync(silo.Http) == Driving(begin, 40).Time, "all is listed");
        var expected = (await DetailAsync(silo.Http)).GetRawText();

        // Without what is kept of the fix since, and with a packed state of a form nobody knows any more.
        var redis = silo.Host.App.Services.GetRequiredService<IConnectionMultiplexer>();
        var key = await redis.GetServers()[0].KeysAsync(pattern: $"*v:{s_truck}").SingleAsync(Stop);
        await redis.GetDatabase().StringSetAsync(key, ((byte[])(await redis.GetDatabase().StringGetAsync(key))!)[..26]);
        Assert.Null((await silo.Host.App.Services.GetRequiredService<IHotState>().LastSeenAsync([s_truck], Stop))[0]!.Value.Fix);
        Assert.Equal(expected, (await DetailAsync(silo.Http)).GetRawText());
        await redis.GetDatabase().StringSetAsync(key.ToString().Replace($"v:{s_truck}", $"s:{s_truck}", StringComparison.Ordinal), "of another time");
        var view = await DetailAsync(silo.Http);
        Assert.Equal(Driving(begin, 40).Time, TimeOf(view.GetProperty("lastFix")));
        Assert.Equal(JsonValueKind.Null, view.GetProperty("provinceSince").ValueKind);
    }

    private static PositionReport Driving(Instant begin, int n) => new()
    {
        Time = begin + TimeSpan.FromSeconds(30 * n),
        Position = new(31_380_000, 120_800_000 + (n * 5_000)),
        SpeedDeciKmh = (ushort)(550 + n),
        HeadingDegrees = (ushort)(n % 360),
        AltitudeMetres = (short)n,
        MileageDeciKm = (uint)n,
        Status = ReportStatus.AccOn | ReportStatus.Fixed,
    };

    private static Instant TimeOf(JsonElement view) => Instant.From(view.GetProperty("time").GetDateTimeOffset());

    private static async Task<Instant?> ListedAtAsync(HttpClient http) => await ListedAsync(http) is { } item ? TimeOf(item) : null;

    private static async Task<JsonElement?> ListedAsync(HttpClient http)
    {
        using var answer = await http.GetAsync(new Uri("/api/v1/vehicles", UriKind.Relative), Stop);
        return answer.StatusCode != HttpStatusCode.OK ? null
            : JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Stop)).RootElement.GetProperty("items")
                .EnumerateArray().Cast<JsonElement?>().FirstOrDefault();
    }

    private static async Task<JsonElement> DetailAsync(HttpClient http) => JsonDocument.Parse(await http.GetByteArrayAsync(
        new Uri(string.Create(CultureInfo.InvariantCulture, $"/api/v1/vehicles/{Uri.EscapeDataString(s_truck.ToString())}"), UriKind.Relative), Stop)).RootElement;
}
