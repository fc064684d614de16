using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.EndToEnd;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HazmatTrack.Server.Tests.Console;

/// <summary>What the panel says of a vehicle: where it is, and whether it may be there.</summary>
public sealed class PagePanelTests : IDisposable
{
    private static readonly VehicleId s_truck = new("苏E12345", PlateColour.Yellow);
    private readonly Instant _begin = Instant.From(DateTimeOffset.UtcNow - TimeSpan.FromMinutes(30));
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task The_panel_goes_with_the_truck_report_by_report()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await program.SendAsync([(s_truck, SomeTrack.Driving(_begin, 1)), (s_truck, SomeTrack.Driving(_begin, 2))]);
        await silo.HasTakenAsync(2);
        var page = await browser.OpenAsync(silo);
        var panel = await OpenPanelAsync(page);
        var border = "";
        for (var n = 3; n <= 6; n++)
        {
            var report = SomeTrack.Driving(_begin, n);
            await program.SendAsync([(s_truck, report)]);
            await Expect(panel).ToContainTextAsync(report.Time.ToDateTimeOffset()
                .ToOffset(TimeSpan.FromHours(8)).ToString("HH:mm:ss", CultureInfo.InvariantCulture));
            await Expect(panel).ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"当时：{57 + n} km/h · 东"));
            await Expect(panel).ToContainTextAsync(new Regex("\\d+分钟前"));
            var now = await panel.Locator("dt", new() { HasTextString = "最近省界" }).Locator("+ dd").TextContentAsync();
            Assert.NotEqual(border, now);
            border = now!;
        }

        // What its terminal raises is told as long as it does.
        await program.SendAsync([(s_truck, SomeTrack.Driving(_begin, 7) with { Alarms = (1u << 0) | (1u << 8) })]);
        await Expect(panel.Locator("dt", new() { HasTextString = "终端报警" }).Locator("+ dd")).ToHaveTextAsync("紧急报警、主电源掉电");

        // Blind since: the fix is as old as it is, and the report newer.
        await program.SendAsync([(s_truck, SomeTrack.Driving(_begin, 8) with { Status = default })]);
        await Expect(panel).ToContainTextAsync("最近上报");
        await Browser.PictureAsync(page, "panel-blind-zh");
        await page.Locator("#language").ClickAsync();
        await Expect(panel).ToContainTextAsync("Last report");

        // Speed and border of a fix that is old are those of then; of a fresh one they are those of now.
        await Expect(panel.Locator("small.then")).ToHaveCountAsync(2);
        await Expect(panel.Locator("small.then").First).ToHaveTextAsync("then: 64 km/h · E");
        await program.SendAsync([(s_truck, SomeTrack.Driving(_begin + TimeSpan.FromMinutes(29), 0))]);
        await Expect(panel.Locator("dt", new() { HasTextString = "Speed" }).Locator("+ dd")).ToHaveTextAsync("57 km/h · E");
        await Expect(panel.Locator("small.then")).ToHaveCountAsync(0);
    }

    /// <summary>Loud is what says why the truck may not be where it is, and nothing else.</summary>
    [Fact]
    public async Task The_permit_that_is_not_for_this_province_is_the_loud_line()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await program.SendAsync([(s_truck, SomeTrack.Driving(_begin, 1))]);
        await silo.HasTakenAsync(1);
        var page = await browser.OpenAsync(silo);
        var (province, permits, round) = ((string?)"310000", Array.Empty<(string, string)>(), 0);
        await page.RouteAsync(new Regex("/api/v1/query$"), async route =>
        {
            if (route.Request.PostData?.Contains("/history?", StringComparison.Ordinal) == true)
            {
                await route.ContinueAsync();
                return;
            }

            var answer = await route.FetchAsync();
            var vehicle = JsonNode.Parse(await answer.TextAsync())!;
            vehicle["province"] = province;
            vehicle["permits"] = new JsonArray([.. permits.Select((p, i) => (JsonNode)new JsonObject
            {
                ["number"] = $"P{round}-{i}", ["status"] = p.Item1, ["provinces"] = new JsonArray([.. p.Item2.Split(',').Select(c => (JsonNode)c)]),
                ["validFrom"] = "2026-01-01T00:00:00+08:00", ["validTo"] = "2027-01-01T00:00:00+08:00",
            })]);
            await route.FulfillAsync(new() { Response = answer, Body = vehicle.ToJsonString() });
        });
        var panel = await OpenPanelAsync(page);
        (string? Province, (string Status, string Provinces)[] Permits, string[] Loud, string[] Quiet)[] cases =
        [
            ("310000", [], ["未登记"], ["未登记"]),
            ("310000", [("valid", "320000,330000")], ["有效，但不含本省"], ["未登记"]),
            ("310000", [("valid", "310000")], [], ["有效，含本省", "未登记"]),
            ("310000", [("valid", "310000"), ("valid", "320000"), ("expired", "310000")], [], ["有效，含本省", "有效，但不含本省", "已过期", "未登记"]),
            ("310000", [("expired", "310000")], ["已过期"], ["未登记"]),
            ("310000", [("withdrawn", "310000")], ["已注销"], ["未登记"]),
            ("310000", [("notYetValid", "310000")], ["尚未生效"], ["未登记"]),
            ("310000", [("valid", "320000"), ("expired", "330000"), ("expired", "310000")], ["有效，但不含本省", "已过期"], ["已过期，且不含本省", "未登记"]),
            ("310000", [("expired", "330000")], ["已过期，且不含本省"], ["未登记"]),
            ("360000", [], [], ["未登记", "未登记"]),
            ("360000", [("valid", "310000")], [], ["有效 (上海)", "未登记"]),
            ("360000", [("expired", "310000,320000")], [], ["已过期 (上海、江苏)", "未登记"]),
            (null, [("valid", "310000")], [], ["有效 (上海)", "未登记"]),
        ];
        foreach (var (where, which, loud, quiet) in cases)
        {
            (province, permits, round) = (where, which, round + 1);
            await Expect(panel.Locator("dt", new() { HasTextString = "所在省份" }).Locator("+ dd"))
                .ToContainTextAsync(where switch { "310000" => "上海", "360000" => "江西", _ => "域外" });
            if (which.Length > 0)
            {
                await Expect(panel).ToContainTextAsync($"P{round}-{which.Length - 1}");
            }
            else
            {
                await Expect(panel.Locator("dt", new() { HasTextString = "通行证" }).Locator("+ dd")).ToHaveTextAsync("未登记");
            }

            Assert.Equal(loud, await panel.Locator(".bad").AllTextContentsAsync());
            Assert.Equal(quiet, await panel.Locator("dd span:not(.bad)").AllTextContentsAsync());
            if (round is 2 or 8)
            {
                await Browser.PictureAsync(page, $"permit-{round}-zh");
            }
        }

        (province, permits) = ("310000", [("valid", "320000"), ("expired", "310000")]);
        await page.Locator("#language").ClickAsync();
        await Expect(panel).ToContainTextAsync("valid, but not for this province");
        await Browser.PictureAsync(page, "permit-en");
    }

    private static async Task<ILocator> OpenPanelAsync(IPage page)
    {
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("1");
        await page.Locator("#find").FillAsync("苏E12345");
        await page.Keyboard.PressAsync("Enter");
        var panel = page.Locator("#detail-vehicle");
        await Expect(panel).ToContainTextAsync("许可路线");
        return panel;
    }
}
