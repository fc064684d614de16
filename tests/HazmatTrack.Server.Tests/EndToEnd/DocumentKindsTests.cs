using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.Console;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Documents;
using static Microsoft.Playwright.Assertions;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>The kinds of document as those see them who file, and a program that has some more: a folder and a line each.</summary>
public sealed class DocumentKindsTests : IDisposable
{
    private const string Zones = "/api/v1/sample-zones";

    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-kinds-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task The_list_of_kinds_names_each_with_its_fields_in_both_languages_and_whom_it_is_for()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var kinds = await silo.Http.GetFromJsonAsync<JsonElement>("/api/v1/document-kinds", Stop);
        Assert.Equal(DocumentKinds.Catalog.Kinds.Select(k => k.Id), kinds.EnumerateArray().Select(k => k.GetProperty("id").GetString()));
        var route = kinds[1];
        Assert.Equal(("routes", "vehicle", "许可路线", "Permitted route"), (
            route.GetProperty("path").GetString(), route.GetProperty("binding").GetString(),
            route.GetProperty("name").GetProperty("zh-CN").GetString(), route.GetProperty("name").GetProperty("en").GetString()));
        Assert.Equal(["line", "corridorM"], route.GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("name").GetString()));
        Assert.Equal(HttpStatusCode.BadRequest, (await silo.Http.GetAsync(new Uri("/api/v1/document-kinds?kind=permit", UriKind.Relative), Stop)).StatusCode);
    }

    [Fact]
    public async Task A_kind_that_is_added_by_a_folder_and_a_line_is_filed_described_judged_by_and_shown()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync(SampleKinds.Rules, SampleKinds.All);
        var kinds = await silo.Http.GetFromJsonAsync<JsonElement>("/api/v1/document-kinds", Stop);
        Assert.Contains(kinds.EnumerateArray(), k => k.GetProperty("id").GetString() == "sample-zone" && k.GetProperty("binding").GetString() == "area");
        var api = await silo.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Stop);
        var view = api.GetProperty("components").GetProperty("schemas").GetProperty("SampleZoneView").GetProperty("properties");
        Assert.Equal("object", view.GetProperty("area").GetProperty("type").GetString());
        Assert.True(api.GetProperty("paths").TryGetProperty($"{Zones}/{{number}}", out _));

        // Filed: a wrong field is named, a version is replaced only where it is the one that was seen.
        var now = DateTimeOffset.UtcNow;
        var refused = await silo.Http.PostAsJsonAsync(Zones, Zone(now, open: true), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(["area"], (await refused.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("errors").EnumerateObject().Select(e => e.Name));
        var filed = await silo.Http.PostAsJsonAsync(Zones, Zone(now), Stop);
        Assert.Equal((HttpStatusCode.Created, "\"1\""), (filed.StatusCode, filed.Headers.ETag?.ToString()));
        var read = await silo.Http.GetFromJsonAsync<JsonElement>($"{Zones}/Z1", Stop);
        Assert.Equal("""{"type":"Polygon","coordinates":[[[121.4,31.1],[121.6,31.1],[121.6,31.3],[121.4,31.3],[121.4,31.1]]]}""", read.GetProperty("area").GetRawText());
        Assert.Equal(HttpStatusCode.BadRequest, (await silo.Http.GetAsync(new Uri($"{Zones}?vehicle=%E6%B2%AAA12345_2", UriKind.Relative), Stop)).StatusCode);

        // Judged by.
        var truck = new VehicleId("沪A12345", PlateColour.Yellow);
        await program.SendAsync(Enumerable.Range(0, 8).Select(i => (truck, new PositionReport
        {
            Time = Domain.Instant.From(now) - TimeSpan.FromSeconds(30 * (8 - i)),
            Position = new(31_200_000, 121_370_000 + (i * 6000)),
            SpeedDeciKmh = 700,
            Status = ReportStatus.Fixed,
        })));
        JsonElement alert = default;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var page = await silo.Http.GetFromJsonAsync<JsonElement>("/api/v1/alerts?rule=sample-zone", Stop);
                alert = page.GetProperty("items").EnumerateArray().FirstOrDefault();
                return alert.ValueKind == JsonValueKind.Object;
            },
            "an alert of the zone");
        Assert.Equal(["Z1"], alert.GetProperty("documents").EnumerateArray().Select(d => d.GetString()));

        // Shown.
        var page = await browser.OpenAsync(silo);

        // The page searches what it shows: the list is there once hot state is complete.
        await Expect(page.Locator("dt", new() { HasTextString = "车辆" }).First.Locator("+ dd")).ToHaveTextAsync("1");
        await page.Locator("#find").FillAsync("沪A12345");
        await page.Locator("#find").PressAsync("Enter");
        var line = page.Locator("#detail dt", new() { HasTextString = "禁行区（示例）" }).Locator("+ dd");
        await Expect(line).ToHaveTextAsync("有效 Z1");
        await Browser.PictureAsync(page, "kind-zh");
        await page.Locator("#language").ClickAsync();
        await Expect(page.Locator("#detail dt", new() { HasTextString = "No-go zone (sample)" }).Locator("+ dd")).ToHaveTextAsync("valid Z1");
    }

    private static JsonObject Zone(DateTimeOffset now, bool open = false) => new()
    {
        ["number"] = "Z1",
        ["area"] = new JsonObject
        {
            ["type"] = "Polygon",
            ["coordinates"] = JsonNode.Parse(open ? "[[[121.4,31.1],[121.6,31.1],[121.6,31.3],[121.4,31.3]]]" : "[[[121.4,31.1],[121.6,31.1],[121.6,31.3],[121.4,31.3],[121.4,31.1]]]"),
        },
        ["reason"] = "道路施工",
        ["validFrom"] = now.AddDays(-1).ToString("yyyy-MM-dd'T'HH:mm:sszzz", null),
        ["validTo"] = now.AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:sszzz", null),
    };
}
