using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks.Segments;
using HazmatTrack.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>What readers get of a program that has taken a fleet's reports.</summary>
public sealed class ReadApiTests(ReadApiTests.Running running) : IClassFixture<ReadApiTests.Running>
{
    private readonly SomeFleet _fleet = running.Fleet;
    private readonly TestProgram _program = running.Program;
    private readonly HttpClient _http = running.Program.Silos[0].Http;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Vehicles_are_listed_found_and_told_whole()
    {
        var all = (await GetAsync("vehicles")).Items;
        Assert.Equal(_fleet.Trucks.Select(t => t.Vehicle.ToString()).Order(StringComparer.Ordinal), all.Select(
            i => i.GetProperty("id").GetString()).Order(StringComparer.Ordinal));

        // Page by page the same.
        var paged = new List<string?>();
        string? cursor = null;
        do
        {
            var (_, page) = await GetAsync($"vehicles?limit=3{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(all.Select(i => i.GetProperty("id").GetString()), paged);

        var one = all.First(i => i.GetProperty("position").ValueKind != JsonValueKind.Null);
        var (lat, lon) = (one.GetProperty("position").GetProperty("lat").GetDouble(), one.GetProperty("position").GetProperty("lon").GetDouble());
        var near = (await GetAsync(string.Create(CultureInfo.InvariantCulture, $"vehicles?near={lat},{lon},50"))).Items;
        Assert.Equal(one.GetProperty("id").GetString(), near[0].GetProperty("id").GetString());
        var inProvince = (await GetAsync($"vehicles?province={one.GetProperty("province").GetString()}")).Items;
        Assert.Contains(inProvince, i => i.GetProperty("id").GetString() == one.GetProperty("id").GetString());

        foreach (var (vehicle, arrivals) in _fleet.Trucks)
        {
            var (status, view) = await GetAsync($"vehicles/{Uri.EscapeDataString(vehicle.ToString())}");
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(arrivals.Max(a => a.Report.Time.UnixMilliseconds), view.GetProperty("time").GetDateTimeOffset().ToUnixTimeMilliseconds());
            Assert.Equal((await _program.StandingAsync(vehicle)).Count, view.GetProperty("openAlerts").GetArrayLength());
            Assert.NotNull(view.GetProperty("provinceName").GetString());
        }
    }

    [Theory]
    [InlineData("json")]
    [InlineData("geojson")]
    [InlineData("gpx")]
    [InlineData("csv")]
    public async Task A_track_is_told_whole_in_every_format(string format)
    {
        var (vehicle, arrivals) = _fleet.Trucks[0];
        var reports = SomeFleet.Distinct(arrivals.Select(a => a.Report));
        var (from, to) = (reports[3].Time, reports[^3].Time);
        var expected = reports.Where(r => r.Time >= from && r.Time < to).ToList();
        var text = await _http.GetStringAsync(
            new Uri(
                $"/api/v1/vehicles/{Uri.EscapeDataString(vehicle.ToString())}/history?from={Uri.EscapeDataString(ChinaTimeText.Format(from))}&to={Uri.EscapeDataString(ChinaTimeText.Format(to))}&format={format}", UriKind.Relative), Stop);
        Assert.DoesNotContain("\\u", text, StringComparison.Ordinal);
        IEnumerable<(DateTimeOffset, decimal?)> told = format switch
        {
            "json" => JsonDocument.Parse(text).RootElement.GetProperty("items").EnumerateArray().Select(i =>
                (i.GetProperty("time").GetDateTimeOffset(),
                 i.GetProperty("lat").ValueKind == JsonValueKind.Null ? (decimal?)null : i.GetProperty("lat").GetDecimal())),
            "geojson" => JsonDocument.Parse(text).RootElement.GetProperty("features").EnumerateArray().Select(i =>
                (i.GetProperty("properties").GetProperty("time").GetDateTimeOffset(),
                 i.GetProperty("geometry").ValueKind == JsonValueKind.Null ? (decimal?)null
                    : i.GetProperty("geometry").GetProperty("coordinates")[1].GetDecimal())),
            "gpx" => XDocument.Parse(text).Descendants().Where(e => e.Name.LocalName == "trkpt").Select(e =>
                (DateTimeOffset.Parse(e.Elements().Single(c => c.Name.LocalName == "time").Value, CultureInfo.InvariantCulture),
                 (decimal?)decimal.Parse(e.Attribute("lat")!.Value, CultureInfo.InvariantCulture))),
            _ => text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(',')).Select(c =>
                (DateTimeOffset.Parse(c[1], CultureInfo.InvariantCulture), c[2].Length == 0 ? (decimal?)null : decimal.Parse(
                    c[2], CultureInfo.InvariantCulture))),
        };
        var wanted = (format == "gpx" ? expected.Segmented().Where(r => r.Segment > 0).Select(r => r.Report) : expected)
            .Select(r => (r.Time.ToDateTimeOffset(), r.IsPosition ? r.Position.LatitudeE6 / 1_000_000m : (decimal?)null));
        Assert.Equal(wanted, told);
    }

    [Fact]
    public async Task Who_was_there_is_found_by_place_and_time()
    {
        var (vehicle, arrivals) = _fleet.Trucks[1];
        var report = SomeFleet.Distinct(arrivals.Select(a => a.Report)).First(r => r.IsPosition);
        var from = Uri.EscapeDataString(ChinaTimeText.Format(report.Time));
        var to = Uri.EscapeDataString(ChinaTimeText.Format(report.Time + TimeSpan.FromSeconds(1)));
        var (lat, lon) = (report.Position.LatitudeE6 / 1e6, report.Position.LongitudeE6 / 1e6);
        var found = (await GetAsync(string.Create(CultureInfo.InvariantCulture, $"search/presence?circle={lat},{lon},10&from={from}&to={to}"))).Items;
        Assert.Contains(vehicle.ToString(), found.Select(f => f.GetProperty("vehicle").GetString()));
        Assert.Empty((await GetAsync($"search/presence?bbox=100,20,101,21&from={from}&to={to}")).Items);
    }

    [Fact]
    public async Task Who_was_there_is_told_page_by_page()
    {
        var day = DateTimeOffset.UtcNow;
        var search = string.Create(
            CultureInfo.InvariantCulture, $"search/presence?bbox=110,20,125,40&from={day.AddDays(-2):yyyy-MM-ddTHH:mm:ss}Z&to={day.AddDays(2):yyyy-MM-ddTHH:mm:ss}Z");
        var all = (await GetAsync(search)).Items.Select(i => i.GetProperty("vehicle").GetString()).ToList();
        Assert.Equal(_fleet.Trucks.Count, all.Distinct().Count());
        var paged = new List<string?>();
        string? cursor = null;
        do
        {
            var (_, page) = await GetAsync($"{search}&limit=3{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("vehicle").GetString()));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(all, paged);
    }

    [Fact]
    public async Task A_point_is_located_with_the_next_border()
    {
        var (_, view) = await GetAsync("locate?lat=31.2304&lon=121.4737");
        Assert.Equal("310000", view.GetProperty("provinceCode").GetString());
        Assert.Equal("320000", view.GetProperty("neighbourCode").GetString());
        Assert.InRange(view.GetProperty("distanceToBorderM").GetDouble(), 20_000, 40_000);
        var (_, nowhere) = await GetAsync("locate?lat=0&lon=0");
        Assert.Equal(JsonValueKind.Null, nowhere.GetProperty("provinceCode").ValueKind);
    }

    [Theory]
    [InlineData("locate?lat=31", 400)]
    [InlineData("locate?lat=91&lon=0", 400)]
    [InlineData("vehicles?provinze=310000", 400)]
    [InlineData("vehicles?near=31,121", 400)]
    [InlineData("vehicles?cursor=x", 400)]
    [InlineData("vehicles/nobody", 400)]
    [InlineData("vehicles/%E6%B2%AAZ00000_2", 404)]
    [InlineData("vehicles/%E6%B2%AAZ00000_2/history?from=2026-01-01T00:00:00%2B08:00", 400)]
    [InlineData("vehicles/%E6%B2%AAZ00000_2/history?from=2026-01-01T00:00:00%2B08:00&to=2026-01-02T00:00:00%2B08:00&format=xls", 400)]
    [InlineData("vehicles/%E6%B2%AAZ00000_2/history?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z", 400)]
    [InlineData("vehicles/%E6%B2%AAZ00000_2?x=1", 400)]
    [InlineData("search/presence?from=2026-01-01T00:00:00%2B08:00&to=2026-01-02T00:00:00%2B08:00", 400)]
    [InlineData("search/presence?bbox=121,31,122,32&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&limit=0", 400)]
    [InlineData("alerts?rule=crosing", 400)]
    [InlineData("alerts/nothing?x=1", 400)]
    [InlineData("permits/P1/versions?x=1", 400)]
    [InlineData("nothing", 404)]
    public async Task What_cannot_be_answered_says_why(string query, int status)
    {
        var (answered, view) = await GetAsync(query);
        Assert.Equal(status, (int)answered);
        Assert.NotEmpty(view.GetProperty("detail").GetString()!);
        Assert.NotEmpty(view.GetProperty("code").GetString()!);
    }

    [Fact]
    public async Task What_the_framework_refuses_by_itself_says_why_in_the_same_form()
    {
        using var text = new StringContent("[]");
        foreach (var (path, body, status) in new[] { ("locate", null, 405), ("positions", text, 415) })
        {
            using var answer = await _http.PostAsync(new Uri("/api/v1/" + path, UriKind.Relative), body, Stop);
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            var problem = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Stop)).RootElement;
            Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
            Assert.NotEmpty(problem.GetProperty("code").GetString()!);
        }
    }

    [Fact]
    public async Task Hot_state_that_is_gone_is_an_error_and_never_an_empty_list()
    {
        var redis = _program.Silos[0].Host.App.Services.GetRequiredService<StackExchange.Redis.IConnectionMultiplexer>();
        await redis.GetServers()[0].FlushAllDatabasesAsync();
        var (status, answer) = await GetAsync("vehicles");
        Assert.True(status == HttpStatusCode.ServiceUnavailable || answer.GetProperty("items").GetArrayLength() == _fleet.Trucks.Count);
        await Eventually.BecomesTrueAsync(
            async () => await GetAsync("vehicles") is { Status: HttpStatusCode.OK } back && back.Items.Count == _fleet.Trucks.Count, "all are back", 30);
    }

    [Fact]
    public async Task The_document_of_the_api_names_every_call()
    {
        var text = await _http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Stop);
        var paths = JsonDocument.Parse(text).RootElement.GetProperty("paths").EnumerateObject().Select(p => p.Name).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "/api/v1/positions", "/api/v1/locate", "/api/v1/vehicles", "/api/v1/vehicles/{id}", "/api/v1/vehicles/{id}/history", "/api/v1/search/presence",
                "/api/v1/alerts", "/api/v1/alerts/{id}", "/api/v1/alerts/stream", "/api/v1/alerts/{id}/acknowledge", "/api/v1/permits", "/api/v1/routes",
            },
            paths);
    }

    [Fact]
    public async Task The_document_of_the_api_names_every_parameter_and_every_answer()
    {
        var text = await _http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Stop);
        foreach (var path in JsonDocument.Parse(text).RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (var call in path.Value.EnumerateObject())
            {
                var name = $"{call.Name} {path.Name}";
                Assert.True(call.Value.TryGetProperty("summary", out _), name);
                foreach (var answer in call.Value.GetProperty("responses").EnumerateObject().Where(a => a.Name is not ("204" or "304")))
                {
                    Assert.True(answer.Value.TryGetProperty("content", out var content) && content.EnumerateObject().All(
                        c => c.Value.TryGetProperty("schema", out _)), $"{name} {answer.Name}");
                }

                if (call.Name != "get")
                {
                    continue;
                }

                // The call itself says what it reads when it is given something else.
                var documented = !call.Value.TryGetProperty("parameters", out var parameters) ? []
                    : parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(
                        p => p.GetProperty("name").GetString()!).ToList();
                var address = path.Name["/api/v1/".Length..].Replace("{id}", "%E6%B2%AAZ00000_2", StringComparison.Ordinal).Replace(
                    "{number}", "P1", StringComparison.Ordinal);
                var (status, refusal) = await GetAsync(address + "?nonsense=1");
                Assert.Equal(HttpStatusCode.BadRequest, status);
                var said = refusal.GetProperty("errors").GetProperty("nonsense")[0].GetProperty("message").GetString()!;
                var known = said.Contains(
                    "takes none", StringComparison.Ordinal) ? [] : said[(said.IndexOf(" are", StringComparison.Ordinal) + 4)..].Trim(':', ' ', '.').Split(", ");
                Assert.True(
                    known.ToHashSet().SetEquals(documented), $"{name} reads {string.Join(' ', known)} and is documented with {string.Join(' ', documented)}");
            }
        }
    }

    private Task<Answer> GetAsync(string path) => GetAsync(_http, path);

    private static async Task<Answer> GetAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri("/api/v1/" + path, UriKind.Relative), Stop);
        return new(answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Stop)).RootElement);
    }

    /// <summary>One program for all of these tests: none changes what it holds.</summary>
    public sealed class Running : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-read-").FullName;

        internal SomeFleet Fleet { get; } = SomeFleet.Drive(8, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 21, TimeProvider.System);

        internal TestProgram Program { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Program = TestProgram.Embedded(_folder);
            var silo = await Program.StartAsync();
            await Program.SendAsync(Fleet.Arrivals);
            await silo.HasTakenAsync(Fleet.Arrivals.Count);
            await Eventually.BecomesTrueAsync(async () => (await GetAsync(silo.Http, "vehicles")).Status == HttpStatusCode.OK, "hot state is whole");
        }

        public async ValueTask DisposeAsync()
        {
            await Program.DisposeAsync();
            Directory.Delete(_folder, true);
        }
    }

    private sealed record Answer(HttpStatusCode Status, JsonElement Body)
    {
        public List<JsonElement> Items => [.. Body.GetProperty("items").EnumerateArray()];
    }
}
