using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Testing;
using static Microsoft.Playwright.Assertions;

namespace HazmatTrack.Server.Tests.Console;

/// <summary>What the page says while the server does not answer: nothing that looks current or complete.</summary>
public sealed class PageOutageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-outage-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task An_inspector_with_a_phone_who_looks_at_an_alert_sees_that_the_server_is_gone_and_in_his_language()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var fleet = SomeFleet.Drive(3, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), 34, TimeProvider.System);
        await program.SendAsync(fleet.Arrivals);
        await silo.HasTakenAsync(fleet.Arrivals.Count);
        var page = await browser.OpenAsync(silo, 390, 844);
        await page.Locator(".alert.red.open").First.ClickAsync();
        await Expect(page.Locator("#detail-stale")).ToBeHiddenAsync();
        await page.Locator("#detail input").FillAsync("王");
        await program.StopAsync(silo);
        await Expect(page.Locator("#detail-stale")).ToContainTextAsync("数据已中断");
        await Expect(page.Locator("#detail-stale")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#detail .problem[role=alert]")).ToContainTextAsync("服务器无响应");
        await Browser.PictureAsync(page, "outage-phone-zh");
    }

    [Fact]
    public async Task A_plate_is_not_said_to_be_missing_before_the_vehicles_are_read()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await program.SendAsync([(VehicleId.Parse("苏E10001_2"), SomeTrack.Driving(Instant.From(DateTimeOffset.UtcNow - TimeSpan.FromMinutes(30)), 1))]);
        await silo.HasTakenAsync(1);
        var page = await browser.OpenAsync(silo, script: "const f = window.fetch; window.fetch = (u, i) => String(u).includes('/vehicles?') ? Promise.reject(new TypeError()) : f(u, i);");
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("–");
        await page.Locator("#find").FillAsync("苏E10001");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("车辆尚未读取，无法查找", await page.Locator("#find").EvaluateAsync<string>("e => e.validationMessage"));
    }

    /// <summary>As on a remote desktop, or where hardware acceleration is off.</summary>
    [Fact]
    public async Task Where_the_browser_draws_no_map_the_page_says_so_and_shows_all_else()
    {
        await using var browser = await Browser.StartAsync(drawsMap: false);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await SomePage.SendTwoTrucksAsync(program, silo);
        await SomePage.RaiseAsync(program);
        var page = await browser.OpenAsync(silo);
        await Expect(page.Locator("#map")).ToContainTextAsync("无法绘制地图");
        await Expect(page.Locator("#legend")).ToBeHiddenAsync();
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("2");
        await Expect(page.Locator(".alert.red")).ToHaveCountAsync(1);
        await page.Locator("#language").ClickAsync();
        await Expect(page.Locator("#map")).ToContainTextAsync("no map");
        await page.Locator(".alert.red").ClickAsync();
        await Expect(page.Locator("#detail h2")).ToContainTextAsync("Entered Jiangsu");
        await Browser.PictureAsync(page, "no-map-en");
    }

    /// <summary>As after a remote desktop is connected again, or the driver is restarted.</summary>
    [Fact]
    public async Task While_the_graphics_device_is_gone_the_page_says_so_goes_on_and_draws_again_when_it_is_back()
    {
        await using var browser = await Browser.StartAsync(drawsMap: true);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var page = await browser.OpenAsync(silo);
        await Expect(page.Locator("#map")).ToHaveAttributeAsync("data-drawn", "red 0, orange 0, yellow 0, none 0");
        await page.EvaluateAsync(
            "() => (window.device = document.querySelector('.maplibregl-canvas').getContext('webgl2').getExtension('WEBGL_lose_context')).loseContext()");
        await Expect(page.Locator("#map .lost")).ToContainTextAsync("暂时无法绘制地图");
        await SomePage.SendTwoTrucksAsync(program, silo);
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("2");
        await page.Locator("#language").ClickAsync();
        await Expect(page.Locator("#map .lost")).ToContainTextAsync("graphics device");
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-state", "live");
        await page.EvaluateAsync("() => window.device.restoreContext()");
        await Expect(page.Locator("#map .lost")).ToHaveCountAsync(0);
        await Expect(page.Locator("#map")).ToHaveAttributeAsync("data-drawn", "red 0, orange 0, yellow 0, none 2");
    }

    [Fact]
    public async Task The_controls_of_the_map_are_named_in_the_readers_language()
    {
        await using var browser = await Browser.StartAsync(drawsMap: true);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var page = await browser.OpenAsync(silo);
        await Expect(page.Locator(".maplibregl-ctrl-zoom-in")).ToHaveAttributeAsync("title", "放大");
        await Expect(page.Locator(".maplibregl-canvas")).ToHaveAttributeAsync("aria-label", "地图");
        await page.Locator("#language").ClickAsync();
        await Expect(page.Locator(".maplibregl-ctrl-zoom-out")).ToHaveAttributeAsync("aria-label", "Zoom out");
    }
}
