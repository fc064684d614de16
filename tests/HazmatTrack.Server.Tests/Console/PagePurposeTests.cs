using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Server.Tests.Access;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HazmatTrack.Server.Tests.Console;

/// <summary>The page asks why one looks at tracks, once, and says it with each look.</summary>
public sealed class PagePurposeTests : IDisposable
{
    private const string CaseNumber = "苏交执罚〔2026〕117号";

    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-purpose-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_purpose_is_asked_for_once_and_goes_with_each_track_into_the_audit_record()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var page = await StartAsync(browser, program, silo);
        var tracks = Tracks(page);
        await Expect(page.Locator("#person .chip")).ToContainTextAsync("未说明");
        await LookAsync(page);
        await Expect(page.Locator("#purpose")).ToBeVisibleAsync();
        await Expect(page.Locator("#purpose .choice")).ToHaveTextAsync(
            ["日常监督检查", "告警核查处置", "事故应急救援", "案件调查", "投诉举报核实"]);
        await Expect(page.Locator("#purpose .case")).ToBeHiddenAsync();
        Assert.Empty(tracks);

        // The stroke that found the vehicle has not submitted the dialog: nothing is said to be wanting before one confirms.
        await Expect(page.Locator("#purpose .problem")).ToBeEmptyAsync();
        await page.Locator("#purpose .primary").ClickAsync();
        await Expect(page.Locator("#purpose .problem")).ToHaveTextAsync("请选择目的。");

        // One that wants a case is not taken without its number.
        await page.Locator("#purpose input[value=case]").CheckAsync();
        await Expect(page.Locator("#purpose .problem")).ToBeEmptyAsync();
        await page.Locator("#purpose .primary").ClickAsync();
        await Expect(page.Locator("#purpose")).ToBeVisibleAsync();
        await Expect(page.Locator("#purpose .problem")).ToHaveTextAsync("请填写案件编号。");
        await Expect(page.Locator("#purpose .case input")).ToBeFocusedAsync();
        await page.Locator("#purpose .case input").FillAsync($" {CaseNumber} ");
        await page.WaitForTimeoutAsync(300);
        await Browser.PictureAsync(page, "purpose-zh");
        await page.Locator("#purpose .primary").ClickAsync();
        await Expect(page.Locator("#purpose")).ToBeHiddenAsync();
        await Expect(page.Locator("#person .chip .value")).ToHaveTextAsync($"案件调查 · {CaseNumber}");
        await Expect(page.Locator("#map")).ToHaveAttributeAsync("data-track", SomePage.InJiangsu.ToString());
        await Expect(page.Locator("#detail-purpose")).ToBeHiddenAsync();
        Assert.All(tracks, t => Assert.Equal(("case", Uri.EscapeDataString(CaseNumber), 200), t));
        await HasRecordedAsync(silo, "case", CaseNumber);

        // Another vehicle, a page that is loaded again: it is not asked for a second time.
        await page.Locator("#detail .close").ClickAsync();
        await page.ReloadAsync();
        await Expect(page.Locator("#person .chip .value")).ToHaveTextAsync($"案件调查 · {CaseNumber}");
        await LookAsync(page);
        await Expect(page.Locator("#map")).ToHaveAttributeAsync("data-track", SomePage.InJiangsu.ToString());
        await Expect(page.Locator("#purpose")).ToBeHiddenAsync();

        // It is in view, and changed at any time.
        tracks.Clear();
        await page.Locator("#language").ClickAsync();
        await Expect(page.Locator("#person .chip .value")).ToHaveTextAsync($"Investigation of a case · {CaseNumber}");
        await page.Locator("#person .chip").ClickAsync();
        await Expect(page.Locator("#purpose input[value=case]")).ToBeCheckedAsync();
        await Expect(page.Locator("#purpose .case input")).ToHaveValueAsync(CaseNumber);
        await page.WaitForTimeoutAsync(300);
        await Browser.PictureAsync(page, "purpose-en");
        await page.Locator("#purpose input[value=emergency]").CheckAsync();
        await Expect(page.Locator("#purpose .case")).ToBeHiddenAsync();
        await page.Locator("#purpose .primary").ClickAsync();
        await Expect(page.Locator("#person .chip .value")).ToHaveTextAsync("Emergency response to an accident");
        await HasRecordedAsync(silo, "emergency", null);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(tracks.Contains(("emergency", null, 200))), "the track is answered");

        // The next person states their own.
        await page.Locator("#person .out").ClickAsync();
        await Browser.SignInAsync(page, "officer-js");
        await Expect(page.Locator("#person .chip")).ToHaveClassAsync(new Regex("unset"));
    }

    [Fact]
    public async Task Without_a_purpose_everything_but_the_track_is_shown_and_it_can_be_stated_later()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var page = await StartAsync(browser, program, silo);
        var tracks = Tracks(page);
        await LookAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#purpose")).ToBeHiddenAsync();
        await Expect(page.Locator("#detail-vehicle")).ToContainTextAsync("江苏");
        await Expect(page.Locator("#detail-purpose")).ToContainTextAsync("未说明目的，轨迹不显示");
        await Browser.PictureAsync(page, "purpose-missing-zh");
        await page.WaitForTimeoutAsync(2500);
        await Expect(page.Locator("#purpose")).ToBeHiddenAsync();
        Assert.Empty(tracks);
        await page.Locator("#detail-purpose button").ClickAsync();
        await page.Locator("#purpose input[value=inspection]").CheckAsync();
        await page.Locator("#purpose .primary").ClickAsync();
        await Expect(page.Locator("#map")).ToHaveAttributeAsync("data-track", SomePage.InJiangsu.ToString());
        await Expect(page.Locator("#detail-purpose")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_track_that_lacks_positions_for_the_moment_says_so_until_it_is_whole_again()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var page = await StartAsync(browser, program, silo);
        var isWhole = false;
        await page.RouteAsync(new Regex("/api/v1/query$"), async route =>
        {
            if (isWhole || route.Request.PostData?.Contains("/history?", StringComparison.Ordinal) != true)
            {
                await route.ContinueAsync();
                return;
            }

            await route.FulfillAsync(new()
            {
                ContentType = "application/json",
                Body = """{"vehicle":"苏E10001_2","from":"2026-07-01T08:00:00+08:00","to":"2026-07-01T10:00:00+08:00","unavailableFrom":"2026-07-01T08:40:00+08:00","items":[]}""",
            });
        });
        await LookAsync(page);
        await page.Locator("#purpose input[value=inspection]").CheckAsync();
        await page.Locator("#purpose .primary").ClickAsync();
        await Expect(page.Locator("#detail-purpose")).ToContainTextAsync("轨迹不完整");
        await Expect(page.Locator("#detail-purpose")).ToContainTextAsync("08:40");
        await Browser.PictureAsync(page, "track-part-zh");
        isWhole = true;
        await Expect(page.Locator("#detail-purpose")).ToBeHiddenAsync(new() { Timeout = 30_000 });
    }

    /// <summary>The deployment's list has changed since, for instance.</summary>
    [Fact]
    public async Task A_purpose_that_the_server_does_not_take_is_asked_for_again_with_the_reason()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var page = await StartAsync(browser, program, silo);
        await page.EvaluateAsync("""sessionStorage.setItem('purpose', '{"code":"curiosity","caseNumber":""}')""");
        await page.ReloadAsync();
        await Expect(page.Locator("#person .chip .value")).ToHaveTextAsync("curiosity");
        await LookAsync(page);
        await Expect(page.Locator("#purpose .problem")).ToContainTextAsync("inspection, alert");
        await page.Locator("#purpose input[value=alert]").CheckAsync();
        await page.Locator("#purpose .primary").ClickAsync();
        await Expect(page.Locator("#map")).ToHaveAttributeAsync("data-track", SomePage.InJiangsu.ToString());
        await Expect(page.Locator("#person .chip .value")).ToHaveTextAsync("告警核查处置");
    }

    private static async Task<IPage> StartAsync(Browser browser, TestProgram program, TestProgram.Silo silo)
    {
        await SomePage.SendTwoTrucksAsync(program, silo);
        var page = await browser.OpenAsync(silo.Http.BaseAddress!);
        await Browser.SignInAsync(page, "inspector-js");
        return page;
    }

    private static async Task LookAsync(IPage page)
    {
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("1");
        await page.Locator("#find").FillAsync(SomePage.InJiangsu.Plate);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#detail-title")).ToContainTextAsync(SomePage.InJiangsu.Plate);
    }

    /// <summary>The headers of the calls for tracks from now on, and how they were answered.</summary>
    private static ConcurrentBag<(string? Purpose, string? Case, int Status)> Tracks(IPage page)
    {
        var tracks = new ConcurrentBag<(string?, string?, int)>();
        page.Response += (_, answer) =>
        {
            if (answer.Request.PostData?.Contains("/history?", StringComparison.Ordinal) == true)
            {
                var headers = answer.Request.Headers;
                tracks.Add((headers.GetValueOrDefault("purpose"), headers.GetValueOrDefault("case-number"), answer.Status));
            }
        };
        return tracks;
    }

    private static Task HasRecordedAsync(TestProgram.Silo silo, string purpose, string? caseNumber) => Eventually.BecomesTrueAsync(
        async () => (await AccessServer.FindEntriesAsync(silo, new() { Vehicle = SomePage.InJiangsu })).Exists(e =>
            e is { Action: AuditAction.ReadTrack, Outcome: AuditOutcome.Allowed, Actor.Subject: "inspector-js" }
            && e.Purpose == purpose && e.CaseNumber == caseNumber),
        $"the look for the purpose {purpose} is recorded");
}
