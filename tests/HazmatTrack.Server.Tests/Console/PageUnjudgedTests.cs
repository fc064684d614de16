using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.EndToEnd;
using static Microsoft.Playwright.Assertions;

namespace HazmatTrack.Server.Tests.Console;

/// <summary>The page says of which trucks the absence of alerts means nothing, without anybody looking at them one by one.</summary>
public sealed class PageUnjudgedTests : IDisposable
{
    private static readonly VehicleId[] s_trucks = [VehicleId.Parse("苏E10001_2"), VehicleId.Parse("苏E10002_2"), VehicleId.Parse("苏E10003_2")];
    private readonly Instant _begin = Instant.From(DateTimeOffset.UtcNow - TimeSpan.FromMinutes(30));
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task An_inspector_sees_which_trucks_are_not_judged_and_goes_to_them()
    {
        await using var browser = await Browser.StartAsync(drawsMap: true);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await program.SendAsync(s_trucks.Select(t => (t, SomeTrack.Driving(_begin, 1))));
        await silo.HasTakenAsync(s_trucks.Length);
        var page = await browser.OpenAsync(silo);
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("3");
        await Expect(page.Locator("#unjudged")).ToBeHiddenAsync();
        await Expect(page.Locator("#map")).ToHaveAttributeAsync("data-unjudged", "0");

        await page.RouteAsync(new Regex("/api/v1/vehicles\\?"), async route =>
        {
            var answer = await route.FetchAsync();
            var list = JsonNode.Parse(await answer.TextAsync())!;
            foreach (var vehicle in list["items"]!.AsArray())
            {
                var state = (string?)vehicle!["plate"] switch { "苏E10001" => "quarantined", "苏E10002" => "faulted", _ => null };
                if (state is not null)
                {
                    vehicle["judging"] = new JsonObject { ["state"] = state };
                }
            }

            await route.FulfillAsync(new() { Response = answer, Body = list.ToJsonString() });
        });
        await Expect(page.Locator("#unjudged")).ToContainTextAsync("暂停研判");
        await Expect(page.Locator("#unjudged")).ToContainTextAsync("部分规则失效");
        await Expect(page.Locator("#unjudged button")).ToHaveTextAsync(["苏E10001", "苏E10002"]);
        await Expect(page.Locator("#map")).ToHaveAttributeAsync("data-unjudged", "2");
        await Expect(page.Locator("#legend")).ToContainTextAsync("未完整研判");
        await Browser.PictureAsync(page, "unjudged-zh");
        await page.Locator("#unjudged button").First.ClickAsync();
        await Expect(page.Locator("#detail-title")).ToContainTextAsync("苏E10001");
        await page.Locator("#language").ClickAsync();
        await Expect(page.Locator("#unjudged")).ToContainTextAsync("not judged");
        await Browser.PictureAsync(page, "unjudged-en");
    }

    /// <summary>A plate of two colours is two vehicles, and a part of a plate may be that of many.</summary>
    [Fact]
    public async Task Asking_again_for_a_part_of_a_plate_goes_to_the_next_truck_that_has_it()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await program.SendAsync([
            (VehicleId.Parse("苏E10001_1"), SomeTrack.Driving(_begin, 2)),
            (VehicleId.Parse("苏E10001_2"), SomeTrack.Driving(_begin, 1)),
            (VehicleId.Parse("苏E11000_2"), SomeTrack.Driving(_begin, 3)),
        ]);
        await silo.HasTakenAsync(3);
        var page = await browser.OpenAsync(silo);
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("3");
        await page.Locator("#find").FillAsync("10001");
        var seen = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            await page.Keyboard.PressAsync("Enter");
            seen.Add(await page.Locator("#detail-title").TextContentAsync());
        }

        Assert.Equal(["苏E10001 · 蓝牌", "苏E10001 · 黄牌"], seen.Distinct().OrderBy(t => t!.EndsWith("黄牌", StringComparison.Ordinal)));
        Assert.Equal(seen[0], seen[2]);
    }
}
