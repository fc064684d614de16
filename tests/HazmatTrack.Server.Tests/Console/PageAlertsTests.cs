using System.Text.RegularExpressions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Domain.Rules.Routes;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Testing.Alerts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HazmatTrack.Server.Tests.Console;

/// <summary>What the page shows of alerts, however many there are.</summary>
public sealed class PageAlertsTests : IDisposable
{
    private static readonly VehicleId s_violator = new("苏E99001", PlateColour.Yellow);
    private static readonly VehicleId s_busy = new("苏E10002", PlateColour.Yellow);
    private readonly Instant _now = Instant.From(DateTimeOffset.UtcNow);
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-page-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_truck_with_an_open_violation_is_red_at_once_and_listed_however_many_alerts_are_newer()
    {
        await using var browser = await Browser.StartAsync(drawsMap: true);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await program.SendAsync([(s_violator, SomeTrack.Parked(_now, 121_300_000)), (s_busy, SomeTrack.Parked(_now, 121_500_000))]);
        await silo.HasTakenAsync(2);
        await program.Alerts.ApplyAsync([Violation(s_violator, TimeSpan.FromHours(26), TimeSpan.FromHours(26), Severity.Red)], [], Stop);
        await program.Alerts.ApplyAsync([.. Enumerable.Range(1, 700).Select(i => Notice(i))], [], Stop);

        // Came up last, for something that was longer ago than anything else.
        await program.Alerts.ApplyAsync([Violation(s_busy, TimeSpan.FromHours(30), TimeSpan.Zero, Severity.Orange)], [], Stop);

        var page = await browser.OpenAsync(new Uri("about:blank"));
        var alerts = new TaskCompletionSource();
        await page.RouteAsync(new Regex("/api/v1/alerts\\?"), async route =>
        {
            await alerts.Task;
            await route.ContinueAsync();
        });
        var drawn = new List<string>();
        await page.ExposeFunctionAsync("drawn", (string what) => drawn.Add(what));
        await page.AddInitScriptAsync("new MutationObserver(() => { const d = document.getElementById('map')?.dataset.drawn; if (d) window.drawn(d); }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-drawn'] });");
        await Browser.UseSessionAsync(page, silo);
        await page.GotoAsync(silo.Http.BaseAddress!.ToString());

        // Before a single alert is read.
        await Expect(page.Locator("#map")).ToHaveAttributeAsync("data-drawn", "red 1, orange 1, yellow 0, none 0");
        alerts.SetResult();
        await Expect(page.Locator("#count-grave")).ToHaveTextAsync("2");
        await Expect(page.Locator("#count-open")).ToHaveTextAsync("702");
        await Expect(page.Locator(".alert").First).ToHaveClassAsync(new Regex("orange"));

        // Its time is that by which the list is ordered; when it happened is beside it.
        await Expect(page.Locator(".alert").First.Locator("time")).ToHaveTextAsync(new Regex("(秒钟|分钟)前$"));
        await Expect(page.Locator(".alert").First.Locator(".who").First).ToContainTextAsync("发现时间");
        await Expect(page.Locator(".alert").First.Locator(".onset")).ToContainTextAsync("发生时间");
        await Expect(page.Locator(".alert").Nth(1).Locator(".onset")).ToHaveCountAsync(0);
        await page.Locator("#filter button").Nth(1).ClickAsync();
        await Expect(page.Locator(".alert.red")).ToContainTextAsync("苏E99001");
        await Expect(page.Locator(".alert")).ToHaveCountAsync(2);
        await Expect(page.Locator(".more")).ToHaveCountAsync(0);
        await Expect(page.Locator("#alerts")).ToContainTextAsync("未结违规已全部列出");
        await Browser.PictureAsync(page, "violations-zh");
        await page.Locator("#filter button").Nth(0).ClickAsync();
        await Expect(page.Locator(".alert")).ToHaveCountAsync(200);
        await page.Locator(".more").ClickAsync();
        await Expect(page.Locator(".alert")).ToHaveCountAsync(400);

        // Closed: no longer red, at the next look.
        var red = (await program.Alerts.ListAsync(new() { Severities = [Severity.Red] }, Stop)).Alerts[0];
        foreach (var action in (HandlingAction[])[HandlingAction.Acknowledge, HandlingAction.Handle, HandlingAction.Close])
        {
            await program.Alerts.HandleAsync(red.Id, new(action, "李警官", _now, null, null), Stop);
        }

        await Expect(page.Locator("#map")).ToHaveAttributeAsync("data-drawn", "red 0, orange 1, yellow 0, none 1");
        await Expect(page.Locator("#count-grave")).ToHaveTextAsync("1");
        Assert.Equal(["red 1, orange 1, yellow 0, none 0", "red 0, orange 1, yellow 0, none 1"], drawn.Distinct());
    }

    [Fact]
    public async Task An_inspector_reads_in_the_language_of_the_page_why_the_server_refuses()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await program.Alerts.ApplyAsync([Violation(s_violator, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(2), Severity.Red)], [], Stop);
        var page = await browser.OpenAsync(silo);
        await page.Locator(".alert.red").ClickAsync();
        foreach (var refusal in new[] { "含有控制字符。", "It has a control character." })
        {
            await page.Locator("#detail input").FillAsync("\u0007");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator("#detail .problem")).ToHaveTextAsync(refusal);
            await page.Locator("#language").ClickAsync();
        }
    }

    [Fact]
    public async Task What_is_typed_and_what_was_refused_stay_while_the_alert_changes()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var off = OffRoute(TimeSpan.FromMinutes(40));
        await program.Alerts.ApplyAsync([SomeAlerts.Change(FindingChangeKind.Raised, off, 1, s_violator)], [], Stop);
        var page = await browser.OpenAsync(silo);
        await page.Locator(".alert").First.ClickAsync();
        await page.Locator("#detail input").FillAsync("\u0007");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#detail .problem")).ToHaveTextAsync("含有控制字符。");
        await page.Locator("#detail input").FillAsync("已电话核实");
        var ended = off with { End = _now - TimeSpan.FromMinutes(20), Reason = RouteReason.Returned, Measured = "2336 m" };
        await program.Alerts.ApplyAsync([SomeAlerts.Change(FindingChangeKind.Amended, ended, 2, s_violator)], [], Stop);
        await Expect(page.Locator("#detail-title")).ToHaveTextAsync("偏离许可路线，已返回");
        await Expect(page.Locator("#detail .problem")).ToHaveTextAsync("含有控制字符。");
        await Expect(page.Locator("#detail input")).ToHaveValueAsync("已电话核实");
        await Expect(page.Locator("#detail input")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#detail .done")).ToContainTextAsync("已电话核实");
        await Expect(page.Locator("#detail form")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task No_violation_is_no_red_number()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var page = await browser.OpenAsync(silo);
        var (grave, open) = (page.Locator("#count-grave"), page.Locator("#count-open"));
        await Expect(grave).ToHaveTextAsync("0");
        Assert.Equal(await ColourAsync(open), await ColourAsync(grave));
        await Browser.PictureAsync(page, "none-zh");
        await program.Alerts.ApplyAsync([Violation(s_violator, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(2), Severity.Red)], [], Stop);
        await Expect(grave).ToHaveTextAsync("1");
        Assert.NotEqual(await ColourAsync(open), await ColourAsync(grave));
    }

    [Fact]
    public async Task An_alert_that_ended_is_not_marked_as_amended_and_one_that_late_reports_changed_is()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();

        // Judged from history, which does not have the offset of a report.
        var off = OffRoute(TimeSpan.FromMinutes(40));
        off = off with { Evidence = [off.Evidence[0] with { Offset = TrackPoint.UnknownOffset }] };
        await program.Alerts.ApplyAsync([SomeAlerts.Change(FindingChangeKind.Raised, off, 1, s_violator)], [], Stop);
        var ended = off with { End = _now - TimeSpan.FromMinutes(20), Reason = RouteReason.Returned, Measured = "2336 m" };
        await program.Alerts.ApplyAsync([SomeAlerts.Change(FindingChangeKind.Amended, ended, 2, s_violator)], [], Stop);
        var page = await browser.OpenAsync(silo);
        await page.Locator(".alert").First.ClickAsync();
        await Expect(page.Locator("#detail-title")).ToHaveTextAsync("偏离许可路线，已返回");
        await page.Locator("#detail-alert summary").Last.ClickAsync();
        await Expect(page.Locator("#detail-alert")).ToContainTextAsync("更新");
        await Expect(page.Locator("#detail-alert .note")).ToHaveCountAsync(0);
        await Expect(page.Locator(".alert .tag")).ToHaveCountAsync(1);
        await Browser.PictureAsync(page, "ended-zh");

        await program.Alerts.ApplyAsync(
            [SomeAlerts.Change(FindingChangeKind.Amended, ended with { Measured = "2500 m" }, 3, s_violator, ended.Onset, late: true)], [], Stop);
        await Expect(page.Locator("#detail-alert .note")).ToContainTextAsync("按后到的定位修正过");
        await Expect(page.Locator(".alert .tag")).ToHaveCountAsync(2);
        await Expect(page.Locator("#detail-alert details", new() { HasTextString = "证据定位" }).Locator("li")).ToHaveTextAsync(new Regex("positions/\\d+$"));
        await page.Locator("#language").ClickAsync();
        await Expect(page.Locator("#detail-alert")).ToContainTextAsync("amended by late reports");
        await Browser.PictureAsync(page, "amended-en");
    }

    [Fact]
    public async Task An_alert_shows_the_limits_that_judged_it_and_since_when_they_were_in_force()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var applied = new AppliedParameters(
            "0a1b2c3d", Instant.From(new(2026, 3, 1, 0, 0, 0, TimeSpan.FromHours(8))), new(310000),
            new Dictionary<string, double> { ["UncertaintyMetres"] = 45, ["ConfirmFixes"] = 4 });
        await program.Alerts.ApplyAsync(
            [SomeAlerts.Change(FindingChangeKind.Raised, OffRoute(TimeSpan.FromMinutes(40)) with { Parameters = applied }, 1, s_violator)], [], Stop);
        var page = await browser.OpenAsync(silo);
        await page.Locator(".alert").First.ClickAsync();
        var shown = page.Locator("#detail-alert details", new() { HasTextString = "适用参数（0a1b2c3d）" });
        await Expect(shown).ToContainTextAsync("2026-03-01 00:00:00");
        await Expect(shown).ToContainTextAsync("上海");
        await Expect(shown).ToContainTextAsync("定位与路线合计误差：45 m");
        await Expect(shown).ToContainTextAsync("连续多少个走廊外定位点即确认偏离：4");
        await Browser.PictureAsync(page, "parameters-zh");
        await page.Locator("#language").ClickAsync();
        var english = page.Locator("#detail-alert details", new() { HasTextString = "Parameters applied (0a1b2c3d)" });
        await Expect(english).ToContainTextAsync("in force since 2026-03-01 00:00:00");
        await Expect(english).ToContainTextAsync("So many consecutive fixes outside the corridor are off the route: 4");
    }

    private static Task<string> ColourAsync(ILocator of) => of.EvaluateAsync<string>("e => getComputedStyle(e).color");

    private AlertChange Violation(VehicleId vehicle, TimeSpan ago, TimeSpan detectedAgo, Severity severity)
    {
        var finding = SomeAlerts.Finding(_now - ago, "permit", severity: severity) with { Reason = "permit-none" };
        return SomeAlerts.Change(FindingChangeKind.Raised, finding, 1, vehicle) with { DetectedAt = _now - detectedAgo };
    }

    private AlertChange Notice(int number)
    {
        var onset = _now - TimeSpan.FromHours(12) + TimeSpan.FromSeconds(30 * number);
        return SomeAlerts.Change(FindingChangeKind.Raised, SomeAlerts.Finding(onset), number, s_busy) with { DetectedAt = onset + TimeSpan.FromMinutes(1) };
    }

    private Finding OffRoute(TimeSpan ago) =>
        SomeAlerts.Finding(_now - ago, "off-route", "route", Severity.Orange) with { Reason = RouteReason.Off, Measured = "700 m" };
}
