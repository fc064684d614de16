using System.Globalization;
using System.Net;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.Access;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>
/// 226 vehicles around Wuxi on 2020-07-18, one fix every 150 s, replayed through the program. What must be found was worked out apart from it:
/// every fix put into the borders' polygons by a ray cast, every segment between two fixes cut with all of their edges, and each place where
/// that gave a change looked at on a map of the track and the border.
/// </summary>
public sealed class RealTracksTests : IDisposable
{
    /// <summary>
    /// All crossings: the fix before, the time on the border by hand (the segment cut with the border, time in proportion), the fix after, and
    /// where. No other segment of any track cuts a border between provinces.
    /// </summary>
    private static readonly (string Vehicle, int From, int To, string Before, string OnBorder, string After, double Latitude, double Longitude)[] s_crossings =
    [
        // From Anting to Huaqiao on the G2, and back in the afternoon.
        ("0086860703182488", 310000, 320000, "10:55:06", "10:55:34", "10:57:56", 31.28363, 121.14488),
        ("0086860703182488", 320000, 310000, "16:40:31", "16:43:04", "16:43:44", 31.28213, 121.14432),

        // Southwards out of Shengze towards Tongxiang.
        ("0086860703219321", 320000, 330000, "18:29:07", "18:30:46", "18:31:38", 30.88789, 120.67558),

        // From Liyang southwards towards Langxi.
        ("0086860703219826", 320000, 340000, "20:49:48", "20:51:11", "20:52:25", 31.27095, 119.21688),
    ];

    /// <summary>
    /// Where each vehicle is in the end, unless it is in Jiangsu: 212 of them never leave it. Among those 0086860703224070, whose seven fixes on
    /// the quays of Qidong lie 3 to 115 m off the drawn coast. Null is a province that is not on the map.
    /// </summary>
    private static readonly Dictionary<string, int?> s_elsewhere = new()
    {
        ["0086860703182488"] = 310000,
        ["0086860703219321"] = 330000,
        ["0086860703219826"] = 340000,

        // The whole day: Shanghai, Hangzhou, Huoqiu, Suzhou in Anhui; Wuyang, Yongcheng and Yuzhou in Henan.
        ["0086860703231561"] = 310000,
        ["0086860703197721"] = 330000,
        ["0086860703222634"] = 340000,
        ["0086860703228656"] = 340000,
        ["0086860703205375"] = 410000,
        ["0086860703206406"] = 410000,
        ["0086860703207683"] = 410000,

        // Shanxi twice, Sichuan, Hunan.
        ["0086860703231623"] = null,
        ["0086860703192761"] = null,
        ["0086860703222093"] = null,
        ["0086627503125809"] = null,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-real-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Real_tracks_replayed_give_the_crossings_and_provinces_that_the_map_shows()
    {
        var recorded = Path.Combine(Servers.SharedData, "real-tracks.csv");
        var tracks = Tracks(recorded);
        Assert.Equal(226, tracks.Count);
        var file = WithPlates(recorded, tracks);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync(
            "--Ingest:MaxAge=3600.00:00:00", "--History:Keep=3600.00:00:00", "--Registry:KeepEndedFor=3600.00:00:00", "--Alerts:Keep=3600.00:00:00");
        var key = await SomeKeys.FileAsync(silo, _folder);
        var (code, output, errors) = await ReplayTests.RunAsync(file, "--url", silo.Http.BaseAddress!.ToString(), "--key-file", key);
        Assert.Equal("", errors);
        Assert.Equal(0, code);
        Assert.Contains("10,555 of 10,555 sent", output, StringComparison.Ordinal);
        await silo.HasTakenAsync(10_555);

        var ends = new Dictionary<string, int?>();
        foreach (var (index, track) in tracks.Index())
        {
            var vehicle = new VehicleId(Plate(index), PlateColour.Yellow);
            Assert.Equal(SomeFleet.Expected(vehicle, track), await program.StandingAsync(vehicle));
            Assert.Equal(SomeFleet.Distinct(track), await program.HistoryAsync(vehicle));
            var crossings = (await program.AlertsOfAsync(vehicle))
                .Select(a => a.Finding).Where(f => f.Rule == "crossing").OrderBy(f => f.Onset.UnixMilliseconds).ToList();
            var expected = s_crossings.Where(c => c.Vehicle == track.Key).ToList();
            Assert.True(expected.Count == crossings.Count, $"{vehicle}: {string.Join(", ", crossings.Select(SomeFleet.Text))}");
            foreach (var (must, found) in expected.Zip(crossings))
            {
                Agree(must, found);
            }

            ends[track.Key] = await ProvinceAsync(silo.Http, vehicle);
        }

        Assert.Equal(
            tracks.Select(t => (t.Key, s_elsewhere.TryGetValue(t.Key, out var province) ? province : 320000)),
            tracks.Select(t => (t.Key, ends[t.Key])));
    }

    /// <summary>The recording names devices; a truck has a plate.</summary>
    private string WithPlates(string recorded, List<IGrouping<string, PositionReport>> tracks)
    {
        var plates = tracks.Index().ToDictionary(t => t.Item.Key, t => Plate(t.Index));
        var lines = File.ReadAllLines(recorded);
        var file = Path.Combine(_folder, "tracks.csv");
        File.WriteAllLines(file, [lines[0], .. lines.Skip(1).Select(l => l.Split(',', 2)).Select(l => $"{plates[l[0]]},{l[1]}")]);
        return file;
    }

    private static string Plate(int index) => string.Create(CultureInfo.InvariantCulture, $"苏E{10_000 + index}");

    private static void Agree(
        (string Vehicle, int From, int To, string Before, string OnBorder, string After, double Latitude, double Longitude) must, Finding found)
    {
        var crossing = found.Crossing!;
        Assert.Equal((CrossingKind.BetweenProvinces, new ProvinceCode(must.From), new ProvinceCode(must.To), false),
            (crossing.Kind, crossing.From, crossing.To, crossing.Dark));
        Assert.Equal((At(must.Before), At(must.After)), (crossing.Before.Time, crossing.After.Time));
        Assert.InRange((found.Onset - At(must.OnBorder)).TotalSeconds, -2, 2);
        Assert.InRange(Geodesy.Between(GeoPoint.FromDegrees(must.Latitude, must.Longitude), crossing.Place).Metres, 0, 30);
    }

    private static Instant At(string time) => Time("2020-07-18 " + time);

    private static Instant Time(string local) =>
        Instant.From(new(DateTime.ParseExact(local, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), TimeSpan.FromHours(8)));

    private static List<IGrouping<string, PositionReport>> Tracks(string file) =>
        [.. File.ReadLines(file).Skip(1).Select(l => l.Split(',')).GroupBy(c => c[0], c => new PositionReport
    {
        Time = Time(c[1]),
        Position = GeoPoint.FromDegrees(double.Parse(c[2], CultureInfo.InvariantCulture), double.Parse(c[3], CultureInfo.InvariantCulture)),
        Status = ReportStatus.Fixed,
    })];

    /// <summary>The province of a vehicle as the console is told it.</summary>
    private static async Task<int?> ProvinceAsync(HttpClient http, VehicleId vehicle)
    {
        using var answer = await http.GetAsync(new Uri($"/api/v1/vehicles/{vehicle}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        return body.RootElement.GetProperty("province").GetString() is { } code ? int.Parse(code, CultureInfo.InvariantCulture) : null;
    }
}
