using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.Http;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>Tracks of hand-made trucks as files and as answers to who was there.</summary>
public sealed class TrackExportTests(TrackExportTests.Running running) : IClassFixture<TrackExportTests.Running>
{
    private const string Through = "沪A10001_2";
    private const string Lossy = "苏B20002_2";
    private const string Parked = "浙C30003_2";

    private readonly HttpClient _http = running.Program.Silos[0].Http;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_truck_that_drove_through_a_small_circle_between_two_fixes_was_there()
    {
        var item = (await WhoAsync($"circle={OnTheRoad},50"))[0];
        Assert.Equal(Through, item.GetProperty("vehicle").GetString());
        Assert.Equal(("likely", "crossed", "crossed", 0),
            (Text(item, "certainty"), Text(item, "entry"), Text(item, "exit"), item.GetProperty("positions").GetInt32()));
        var (entered, left) = (item.GetProperty("entered").GetDateTimeOffset(), item.GetProperty("left").GetDateTimeOffset());
        Assert.InRange((entered - running.Start.ToDateTimeOffset()).TotalSeconds, 42, 43);
        Assert.InRange((left - entered).TotalSeconds, 4.8, 5.2);
        Assert.InRange(item.GetProperty("enteredErrorS").GetInt32(), 1, 30);
        Assert.InRange(item.GetProperty("nearestM").GetDouble(), 0, 2);
        Assert.InRange(item.GetProperty("firstPosition").GetProperty("lon").GetDouble(), 121.0088, 121.0090);
    }

    [Fact]
    public async Task A_circle_beside_the_road_finds_nobody() =>
        Assert.Empty(await WhoAsync("circle=31.0008,121.0094,50"));

    [Fact]
    public async Task A_span_between_two_fixes_finds_the_truck_as_there_before_and_after()
    {
        var item = Assert.Single(await WhoAsync("bbox=120.9,30.9,121.2,31.05", 40, 41));
        Assert.Equal((Through, "beforeSpan", "afterSpan"), (Text(item, "vehicle"), Text(item, "entry"), Text(item, "exit")));
        Assert.Equal(JsonValueKind.Null, item.GetProperty("entered").ValueKind);
        Assert.Equal(JsonValueKind.Null, item.GetProperty("left").ValueKind);
    }

    [Fact]
    public async Task Every_pass_is_an_item_and_pages_go_on_between_two_of_one_truck()
    {
        const string Place = "bbox=121.02,30.9,121.03,32.3";
        var all = await WhoAsync(Place);
        Assert.Equal(2, all.Count(i => Text(i, "vehicle") == Through));
        var paged = new List<string>();
        var next = new Uri($"/api/v1/search/presence?{Place}&{Span(-60, 7200)}&limit=1", UriKind.Relative);
        while (next is not null)
        {
            using var answer = await _http.GetAsync(next, Stop);
            using var page = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Stop));
            paged.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetRawText()));
            next = answer.Headers.TryGetValues("Link", out var link) ? new Uri(link.Single().Split('<', '>')[1], UriKind.Relative) : null;
            Assert.Equal(next is null, page.RootElement.GetProperty("nextCursor").ValueKind == JsonValueKind.Null);
        }

        Assert.Equal(all.Select(i => i.GetRawText()), paged);
    }

    [Fact]
    public async Task Who_was_there_can_be_had_as_csv_and_geojson()
    {
        var item = (await WhoAsync($"circle={OnTheRoad},50"))[0];
        var (csv, _) = await GetAsync($"search/presence?circle={OnTheRoad},50&{Span(-60, 7200)}&format=csv&bom=true");
        Assert.StartsWith("\uFEFFvehicle,first,last,entry,exit,entered,", csv, StringComparison.Ordinal);
        var cells = csv.Split("\r\n")[1].Split(',');
        Assert.Equal((Through, "likely"), (cells[0], cells[9]));
        Assert.Equal(item.GetProperty("entered").GetDateTimeOffset(), DateTimeOffset.Parse(cells[5], CultureInfo.InvariantCulture));
        var (geo, disposition) = await GetAsync($"search/presence?circle={OnTheRoad},50&{Span(-60, 7200)}&format=geojson");
        var feature = JsonDocument.Parse(geo).RootElement.GetProperty("features")[0];
        Assert.Equal(2, feature.GetProperty("geometry").GetProperty("coordinates").GetArrayLength());
        Assert.Equal(item.GetRawText(), feature.GetProperty("properties").GetRawText());
        Assert.StartsWith("attachment; filename=\"presence_", disposition, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_makes_no_presence() => Assert.Empty(await WhoAsync("circle=31.5,122.5,500"));

    [Fact]
    public async Task Gpx_and_points_begin_a_segment_after_lost_reception_and_leave_drift_out()
    {
        var (gpx, _) = await GetAsync(Track(Lossy, "gpx"));
        Assert.Equal([5, 5, 5], XDocument.Parse(gpx).Descendants().Where(e => e.Name.LocalName == "trkseg").Select(s => s.Elements().Count()));
        var points = JsonDocument.Parse((await GetAsync(Track(Lossy, "geojson"))).Text).RootElement.GetProperty("features")
            .EnumerateArray().Select(f => f.GetProperty("properties")).ToList();
        Assert.Equal([1, 2, 3], points.Where(p => p.TryGetProperty("segment", out _)).Select(p => p.GetProperty("segment").GetInt32()).Distinct());
        var (drift, _) = await GetAsync(Track(Parked, "geojson"));
        Assert.Single(JsonDocument.Parse(drift).RootElement.GetProperty("features").EnumerateArray(), f =>
            f.GetProperty("properties").TryGetProperty("drift", out _));
        Assert.DoesNotContain("lat=\"31.5\"", (await GetAsync(Track(Parked, "gpx"))).Text, StringComparison.Ordinal);
        Assert.Contains(",31.5,122.5,", (await GetAsync(Track(Parked, "csv"))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_have_a_time_at_every_point_as_a_trip_layer_reads_them()
    {
        var (text, _) = await GetAsync(Track(Lossy, "geojson&geometry=lines"));
        var lines = JsonDocument.Parse(text).RootElement.GetProperty("features").EnumerateArray().ToList();
        Assert.Equal(3, lines.Count);
        Assert.All(lines, l => Assert.Equal("LineString", l.GetProperty("geometry").GetProperty("type").GetString()));
        var first = lines[0].GetProperty("geometry").GetProperty("coordinates")[0];
        Assert.Equal(
            [121, 32, 12, running.Start.UnixMilliseconds / 1000m],
            first.EnumerateArray().Select(n => n.GetDecimal()));
        Assert.Equal([0, 5, 5], lines.Select(l => l.GetProperty("properties").GetProperty("altitudesUnknown").GetInt32()));
    }

    [Fact]
    public async Task Gpx_has_speed_and_course_and_nothing_that_was_not_sent()
    {
        XNamespace extension = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2";
        XNamespace gpx = "http://www.topografix.com/GPX/1/1";
        var points = XDocument.Parse((await GetAsync(Track(Lossy, "gpx"))).Text).Descendants(gpx + "trkpt").ToList();
        Assert.Equal("20", points[0].Descendants(extension + "speed").Single().Value);
        Assert.Equal("90", points[0].Descendants(extension + "course").Single().Value);
        Assert.Equal("12", points[0].Element(gpx + "ele")!.Value);
        Assert.Equal(["time"], points[5].Elements().Select(e => e.Name.LocalName));
    }

    [Fact]
    public async Task A_csv_has_every_field_as_sent_and_a_byte_order_mark_on_request_alone()
    {
        var (plain, _) = await GetAsync(Track(Lossy, "csv"));
        var lines = plain.Split("\r\n");
        Assert.Equal($"{Lossy},{ChinaTimeText.Format(running.Start)},32,121,72,90,12,1234.5,1,4,3", lines[1]);
        Assert.Equal($"{Lossy},{ChinaTimeText.Format(running.Start + TimeSpan.FromMilliseconds(160_250))},,,,,,,0,0,0", lines[6]);
        Assert.Equal($"{Lossy},{ChinaTimeText.Format(running.Start + TimeSpan.FromSeconds(180))},32,121.038134,,,,,1,0,2", lines[7]);
        var (marked, _) = await GetAsync(Track(Lossy, "csv&bom=true"));
        Assert.Equal("\uFEFF" + plain, marked);
    }

    [Theory]
    [InlineData("csv", "attachment")]
    [InlineData("gpx", "attachment")]
    [InlineData("geojson", "attachment")]
    [InlineData("json", "inline")]
    public async Task A_file_is_named_after_vehicle_and_period_in_ascii_and_in_utf8(string format, string kind)
    {
        var (_, disposition) = await GetAsync(Track(Through, format));
        var period = $"{Local(-60)}_{Local(7200)}";
        Assert.Equal($"{kind}; filename=\"SH-A10001_2_{period}.{format}\"; filename*=UTF-8''{Uri.EscapeDataString($"{Through}_{period}.{format}")}", disposition);

        string Local(int second) => (running.Start + TimeSpan.FromSeconds(second))
            .ToDateTimeOffset().ToOffset(TimeSpan.FromHours(8)).ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("history?format=gpx&geometry=lines", "geometry")]
    [InlineData("history?format=json&bom=true", "bom")]
    [InlineData("history?format=csv&bom=yes", "bom")]
    [InlineData("history?format=geojson&geometry=polygons", "geometry")]
    public async Task What_a_format_does_not_have_is_refused(string query, string field)
    {
        using var answer = await _http.GetAsync(new Uri($"/api/v1/vehicles/{Uri.EscapeDataString(Through)}/{query}&{Span(0, 10)}", UriKind.Relative), Stop);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal([field], (await ProblemForm.ReadAsync(answer, query)).Fields());
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused()
    {
        using var answer = await _http.GetAsync(new Uri($"/api/v1/search/presence?bbox=121,31,122,32&{Span(0, 10)}&cursor=x", UriKind.Relative), Stop);
        Assert.Equal(400, (int)answer.StatusCode);
    }

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();

    /// <summary>Where the first truck is after 45 s, halfway between two fixes.</summary>
    private static string OnTheRoad => string.Create(CultureInfo.InvariantCulture, $"31,{121 + (900 / Geodesy.MetresPerLongitudeE6(31_000_000) / 1e6):0.000000}");

    private string Span(double from, double to) =>
        $"from={Uri.EscapeDataString(ChinaTimeText.Format(running.Start + TimeSpan.FromSeconds(from)))}&to={Uri.EscapeDataString(ChinaTimeText.Format(running.Start + TimeSpan.FromSeconds(to)))}";

    private string Track(string vehicle, string format) => $"vehicles/{Uri.EscapeDataString(vehicle)}/history?{Span(-60, 7200)}&format={format}";

    private async Task<List<JsonElement>> WhoAsync(string place, double from = -60, double to = 7200) =>
        [.. JsonDocument.Parse((await GetAsync($"search/presence?{place}&{Span(from, to)}")).Text).RootElement.GetProperty("items").EnumerateArray()];

    private async Task<(string Text, string? Disposition)> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri("/api/v1/" + path, UriKind.Relative), Stop);
        var text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(Stop));
        Assert.True(answer.IsSuccessStatusCode, text);
        return (text, answer.Content.Headers.TryGetValues("Content-Disposition", out var values) ? values.Single() : null);
    }

    /// <summary>A program that has taken three trucks.</summary>
    public sealed class Running : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-export-").FullName;

        /// <summary>Two hours ago on a whole minute: a report must not be from the future, nor too old.</summary>
        internal Instant Start { get; } = new((DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 60_000 * 60_000) - (3 * 3_600_000));

        internal TestProgram Program { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Program = TestProgram.Embedded(_folder);
            var silo = await Program.StartAsync();
            List<(VehicleId, PositionReport)> reports =
            [
                // There and back, 20 m/s, a fix every 30 s: past 900 m at 45 s.
                .. Enumerable.Range(0, 60).Select(
                    i => (VehicleId.Parse(Through), Fix(i * 30, 31, i < 30 ? i * 600 : (60 - i) * 600) with { SpeedDeciKmh = 720 })),
                .. Enumerable.Range(0, 5).Select(i => (VehicleId.Parse(Lossy), Fix(i * 30, 32, i * 600) with
                {
                    SpeedDeciKmh = 720, HeadingDegrees = 90, AltitudeMetres = 12, MileageDeciKm = 12_345, Alarms = 4,
                        Status = ReportStatus.Fixed | ReportStatus.AccOn,
                })),
                (VehicleId.Parse(Lossy), new() { Time = Start + TimeSpan.FromMilliseconds(160_250) }),
                .. Enumerable.Range(6, 5).Select(i => (VehicleId.Parse(Lossy), Fix(i * 30, 32, i * 600))),
                .. Enumerable.Range(41, 5).Select(i => (VehicleId.Parse(Lossy), Fix(i * 30, 32, i * 600))),
                .. Enumerable.Range(0, 40).Select(
                    i => (VehicleId.Parse(Parked), (i == 20 ? Fix(i * 30, 31.5, 1_500_000) with { Position = new(31_500_000, 122_500_000) }
                        : Fix(i * 30, 30.2, 0)) with { SpeedDeciKmh = 0 })),
            ];
            await Program.SendAsync(reports);
            await silo.HasTakenAsync(reports.Count);
        }

        public async ValueTask DisposeAsync()
        {
            await Program.DisposeAsync();
            Directory.Delete(_folder, true);
        }

        private PositionReport Fix(int second, double latitude, double metresEast) => new()
        {
            Time = Start + TimeSpan.FromSeconds(second),
            Position = new((int)(latitude * 1e6), 121_000_000 + (int)Math.Round(metresEast / Geodesy.MetresPerLongitudeE6((int)(latitude * 1e6)))),
            Status = ReportStatus.Fixed,
        };
    }
}
