using System.Globalization;
using System.Text.RegularExpressions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HazmatTrack.Server.Tests.Console;

/// <summary>The page as an inspector sees it, in a browser, on the running program.</summary>
public sealed class PageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-page-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Vehicles_and_alerts_appear_live_and_an_alert_is_acknowledged()
    {
        await using var browser = await Browser.StartAsync(drawsMap: true);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var fleet = SomeFleet.Drive(8, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), 31, TimeProvider.System);
        var page = await browser.OpenAsync(silo);
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-state", "live");
        await Expect(page.Locator("#alerts")).ToContainTextAsync("暂无告警");

        await program.SendAsync(fleet.Arrivals);
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("8");
        var expected = fleet.Trucks.Sum(t => SomeFleet.Expected(t.Vehicle, t.Arrivals.Select(a => a.Report)).Count);
        await Expect(page.Locator("#count-open")).ToHaveTextAsync(expected.ToString(CultureInfo.InvariantCulture));

        // Trucks without any permit: each entry is a violation, told in the reader's language.
        var entered = page.Locator(".alert.red").First;
        await Expect(entered).ToContainTextAsync("无有效通行证");
        await Expect(page.Locator("#legend")).ToContainTextAsync("未结违规");
        await Expect(page.Locator("#clock")).ToContainTextAsync("北京时间");
        await Browser.PictureAsync(page, "page-zh");
        await page.Locator("#language").ClickAsync();
        await Expect(entered).ToContainTextAsync("permit");
        await Expect(page).ToHaveTitleAsync("HazmatTrack");

        // By keyboard alone; what happened to the alert comes while the name is typed, which must not take the focus away.
        var typed = new TaskCompletionSource();
        await page.RouteAsync(new Regex("/api/v1/alerts/(?!stream)[^/?]+$"), async route =>
        {
            await typed.Task;
            await route.ContinueAsync();
        });
        await entered.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#detail h2")).ToBeVisibleAsync();
        await page.Locator("#detail input").FillAsync("Wang");
        typed.SetResult();
        await Expect(page.Locator("#detail-alert")).ToContainTextAsync("What happened");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#detail .done")).ToContainTextAsync("Wang");
        await page.WaitForTimeoutAsync(1200);
        await Browser.PictureAsync(page, "detail-en");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#detail")).ToBeHiddenAsync();
        await Expect(page.Locator(".alert.red.acknowledged").First).ToBeVisibleAsync();

        await page.Locator("#filter button").Nth(2).ClickAsync();
        await Expect(page.Locator(".alert.red")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_inspector_sees_where_a_vehicle_is_which_papers_it_has_and_where_it_came_from()
    {
        await using var browser = await Browser.StartAsync(drawsMap: true);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var fleet = SomeFleet.Drive(4, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 33, TimeProvider.System);
        await program.SendAsync(fleet.Arrivals);
        await silo.HasTakenAsync(fleet.Arrivals.Count);
        var page = await browser.OpenAsync(silo);
        await page.Locator("#language").ClickAsync();
        var id = fleet.Trucks[0].Vehicle.ToString();
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("4");

        // By its plate or a part of it, however it is written; a plate that is not there is said not to be found.
        await page.Locator("#find").FillAsync("XYZ");
        await page.Keyboard.PressAsync("Enter");
        const string NotFound = "Not found: there is no report of it, or it is out of your sight";
        Assert.Equal(NotFound, await page.Locator("#find").EvaluateAsync<string>("e => e.validationMessage"));
        await page.Locator("#find").FillAsync(Carelessly(fleet.Trucks[0].Vehicle.Plate));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#detail-title")).ToContainTextAsync(fleet.Trucks[0].Vehicle.Plate);
        var vehicle = page.Locator("#detail-vehicle");
        await Expect(vehicle).ToContainTextAsync("none on file");
        await Expect(vehicle).ToContainTextAsync("no waybills are filed");
        await Expect(vehicle).ToContainTextAsync("Nearest border");
        await Expect(page.Locator("#map")).ToHaveAttributeAsync("data-track", id);

        // What is shown of it does not stay where the next plate is not found.
        await page.Locator("#find").FillAsync("XYZ");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#detail")).ToBeHiddenAsync();
        await Expect(page.Locator("#find")).ToBeFocusedAsync();
        Assert.Equal(NotFound, await page.Locator("#find").EvaluateAsync<string>("e => e.validationMessage"));
        await page.Locator("#find").FillAsync(fleet.Trucks[0].Vehicle.Plate);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#detail-title")).ToContainTextAsync(fleet.Trucks[0].Vehicle.Plate);

        // From there to an alert of its: where it crossed, and how sure that is.
        await vehicle.Locator(".other.notice").First.ClickAsync();
        await Expect(page.Locator("#detail-alert")).ToContainTextAsync("On the border");
        await Expect(page.Locator("#detail-alert")).ToContainTextAsync("±");
        await Expect(page.Locator("#detail-alert")).ToContainTextAsync("What happened");
        await page.Locator("#language").ClickAsync();
        await Expect(page.Locator("#detail-alert")).ToContainTextAsync("跨省时间");
        await Expect(page.Locator("#detail-alert")).ToContainTextAsync(new Regex("±\\s\\d+\\s秒"));
        Assert.DoesNotContain("+08:00", await page.Locator("#detail").TextContentAsync() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inspector_sees_that_a_vehicle_is_refused_and_why_and_what_is_suspect()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var vehicle = VehicleId.Parse("苏E12345_2");
        var now = new Instant(Instant.From(TimeProvider.System.GetUtcNow()).UnixMilliseconds / 1000 * 1000);
        var start = now - TimeSpan.FromMinutes(40);
        await program.SendAsync(Enumerable.Range(0, 40).Select(i => start + TimeSpan.FromSeconds(30 * i))
            .Select(r => (vehicle, Report(r - TimeSpan.FromHours(8)), (Instant?)r)));
        await silo.HasTakenAsync(40);
        var page = await browser.OpenAsync(silo);
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("1");
        await page.Locator("#find").FillAsync("12345");
        await page.Keyboard.PressAsync("Enter");
        var quality = page.Locator("#detail-vehicle .quality");
        await Expect(quality).ToContainTextAsync("存疑");
        await Expect(quality).ToContainTextAsync("慢 8 小时");

        // Its clock is set, wrongly.
        await program.SendAsync([(vehicle, Report(now + TimeSpan.FromHours(8)), (Instant?)now)]);
        await Expect(quality).ToContainTextAsync("该车上报被拒收");
        await Expect(quality.Locator(".bad")).ToContainTextAsync("时区");
        await page.Locator("#language").ClickAsync();
        await Expect(quality).ToContainTextAsync("Reports refused");
        await Expect(quality.Locator(".bad")).ToContainTextAsync("whole hours ahead of receipt");
        await Browser.PictureAsync(page, "quality-en");

        static PositionReport Report(Instant time) =>
            new() { Time = time, Position = new(31_360_000, 120_980_000), SpeedDeciKmh = 0, Status = ReportStatus.Fixed };
    }

    [Fact]
    public async Task A_server_that_is_gone_shows_as_stale_and_the_page_goes_on_when_it_is_back()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var port = silo.Http.BaseAddress!.Port;
        var fleet = SomeFleet.Drive(4, TimeSpan.FromHours(2), TimeSpan.FromSeconds(30), 32, TimeProvider.System);
        var (first, second) = (fleet.Arrivals.Take(fleet.Arrivals.Count / 2).ToList(), fleet.Arrivals.Skip(fleet.Arrivals.Count / 2).ToList());
        await program.SendAsync(first);
        await silo.HasTakenAsync(first.Count);
        var page = await browser.OpenAsync(silo);
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("4");
        await Expect(page.Locator("#count-open")).Not.ToHaveTextAsync("–");
        var before = await page.Locator("#count-open").TextContentAsync();

        await program.StopAsync(silo);
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-state", "stale");
        await Expect(page.Locator("#count-open")).ToHaveTextAsync(before!);
        await Browser.PictureAsync(page, "stale-zh");

        await program.StartAsync(string.Create(CultureInfo.InvariantCulture, $"--Server:Port={port}"));
        await program.SendAsync(second);
        var expected = fleet.Trucks.Sum(t => SomeFleet.Expected(t.Vehicle, t.Arrivals.Select(a => a.Report)).Count);
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-state", "live");
        await Expect(page.Locator("#count-open")).ToHaveTextAsync(expected.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(390, 844, ColorScheme.Dark)]
    [InlineData(1360, 820, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    public async Task Nothing_is_cut_off_on_phones_and_in_the_dark(int width, int height, ColorScheme scheme)
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync("--Demo:Enabled=true");
        var page = await browser.OpenAsync(silo, width, height, scheme);
        await Expect(page.Locator(".alert").First).ToBeVisibleAsync();
        await page.Locator(".alert").First.ClickAsync();
        await Expect(page.Locator("#detail")).ToBeInViewportAsync();
        foreach (var _ in (string[])["zh-CN", "en"])
        {
            Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('body *')].every(e => e.closest('#map') || e.getBoundingClientRect().right <= innerWidth + 1)"));
            Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('#detail > :not(.close), #detail > :not(.close) *')].every(e => e.getBoundingClientRect().right <= document.getElementById('detail-close').getBoundingClientRect().left + 1)"));
            await page.EvaluateAsync("document.getElementById('language').click()");
        }

        await page.WaitForTimeoutAsync(1500);
        await Browser.PictureAsync(page, $"detail-{width}-{scheme}");
        await page.Locator("#detail .close").ClickAsync();
        await Browser.PictureAsync(page, $"page-{width}-{scheme}");
    }

    /// <summary>Without the province, in lower case, the digits full width, O for 0, and a dot.</summary>
    private static string Carelessly(string plate) =>
        $"{plate[1]}·{string.Concat(plate[2..].Select(c => c == '0' ? 'O' : char.IsAsciiDigit(c) ? (char)(c + 0xFEE0) : c))}".ToLowerInvariant();
}
