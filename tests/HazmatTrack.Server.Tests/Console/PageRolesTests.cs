using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HazmatTrack.Access.Demo;
using HazmatTrack.Domain.Access;
using HazmatTrack.Http.Access;
using HazmatTrack.Server.Tests.Access;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HazmatTrack.Server.Tests.Console;

/// <summary>What the page shows of each role: the parts that it has something to do with, and of them what it may see.</summary>
public sealed class PageRolesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-roles-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("administrator", "系统管理员负责", "An administrator runs")]
    [InlineData("auditor", "审计员只查阅审计记录", "An auditor reads")]
    public async Task Who_sees_no_vehicles_reads_why_and_the_page_asks_for_none(string person, string chinese, string english)
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await SomePage.SendTwoTrucksAsync(program, silo);
        var page = await browser.OpenAsync(silo.Http.BaseAddress!);
        var asked = new ConcurrentBag<string>();
        page.Request += (_, request) => asked.Add(new Uri(request.Url).AbsolutePath);
        await Browser.SignInAsync(page, person);
        await Expect(page.Locator("#no-sight")).ToContainTextAsync(chinese);
        foreach (var hidden in (string[])["#sight", "#watch", "#person .chip", "#detail", "#purpose"])
        {
            await Expect(page.Locator(hidden)).ToBeHiddenAsync();
        }

        await Browser.PictureAsync(page, $"{person}-zh");
        await page.Locator("#language").ClickAsync();
        await Expect(page.Locator("#no-sight")).ToContainTextAsync(english);
        await page.WaitForTimeoutAsync(2500);
        Assert.DoesNotContain(asked, path => Regex.IsMatch(path, "^/api/v1/(vehicles|alerts|purposes)"));
        await Expect(page.Locator("#refused")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task An_inspector_sees_no_vehicle_of_another_province_in_anything_that_the_browser_gets()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await SomePage.SendTwoTrucksAsync(program, silo);
        var page = await browser.OpenAsync(silo.Http.BaseAddress!);
        var got = SomePage.Gather(page);
        await Browser.SignInAsync(page, "inspector-js");
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("1");
        await FindAsync(page, SomePage.InShanghai.Plate);
        Assert.Equal("未找到：没有此车的定位，或不在您的可见范围", await page.Locator("#find").EvaluateAsync<string>("e => e.validationMessage"));
        await FindAsync(page, SomePage.InJiangsu.Plate);
        await page.Locator("#purpose .buttons button").First.ClickAsync();
        await Expect(page.Locator("#detail-title")).ToContainTextAsync(SomePage.InJiangsu.Plate);
        await Expect(page.Locator("#detail-vehicle")).ToContainTextAsync("江苏");

        // An address that names it tells no more.
        await page.GotoAsync($"{silo.Http.BaseAddress}#vehicle={SomePage.InShanghai}");
        await page.ReloadAsync();
        await Expect(page.Locator("#detail-vehicle")).ToHaveTextAsync("未找到：没有此车的定位，或不在您的可见范围");
        await Expect(page.Locator("#purpose")).ToBeHiddenAsync();
        await Expect(page.Locator("#detail-purpose")).ToBeHiddenAsync();
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("1");
        Assert.DoesNotContain(
            got, text => text.Contains(SomePage.InShanghai.Plate, StringComparison.Ordinal) && !text.Contains("not-found", StringComparison.Ordinal));
        Assert.Contains(got, text => text.Contains(SomePage.InJiangsu.Plate, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_operator_sees_its_own_vehicles_and_acknowledges_no_alert()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var store = silo.Host.App.Services.GetRequiredService<IAccessStore>();
        await store.RegisterVehiclesAsync(SomePeople.Operator, [SomePage.InJiangsu], "test", Stop);
        await SomePage.SendTwoTrucksAsync(program, silo);
        await SomePage.RaiseAsync(program);
        var page = await browser.OpenAsync(silo.Http.BaseAddress!);
        await Browser.SignInAsync(page, "operator-a");
        await Expect(page.Locator("#person .about")).ToContainTextAsync($"运输企业 · {SomePeople.Operator}");
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("1");
        await page.Locator(".alert.red").First.ClickAsync();
        await page.Locator("#purpose input[value=own-vehicles]").CheckAsync();
        await page.Locator("#purpose .primary").ClickAsync();
        await Expect(page.Locator("#detail-plate")).ToContainTextAsync(SomePage.InJiangsu.Plate);
        await Expect(page.Locator("#detail-alert form")).ToHaveCountAsync(0);
        await Expect(page.Locator("#detail-alert .rest")).ToContainTextAsync("您的角色（运输企业）不能签收告警，由执法人员签收。");
        await Browser.PictureAsync(page, "operator-zh");

        // An operator without vehicles sees none.
        await page.Locator("#person .out").ClickAsync();
        await Browser.SignInAsync(page, "operator-b");
        await Expect(page.Locator("#count-vehicles")).ToHaveTextAsync("0");
        await Expect(page.Locator("#alerts")).ToContainTextAsync("暂无告警");
    }

    /// <summary>A page that is older than the server, or was tampered with, offers what the role may not do.</summary>
    [Fact]
    public async Task A_refusal_says_in_words_what_the_role_may_not_do_and_whose_duty_it_is()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await SomePage.SendTwoTrucksAsync(program, silo);
        await SomePage.RaiseAsync(program);
        var page = await browser.OpenAsync(silo.Http.BaseAddress!);
        await page.RouteAsync(new Regex("/api/v1/session$"), async route =>
        {
            var answer = await route.FetchAsync();
            var session = JsonNode.Parse(await answer.TextAsync())!;
            session["actions"]?.AsArray().Add("alerts:handle");
            await route.FulfillAsync(new() { Response = answer, Body = session.ToJsonString() });
        });
        await Browser.SignInAsync(page, "officer-js");
        await page.Locator(".alert.red").First.ClickAsync();
        await page.Locator("#purpose .buttons button").First.ClickAsync();
        await page.Locator("#detail form .primary").ClickAsync();
        await Expect(page.Locator("#detail .problem")).ToHaveTextAsync("您的角色（省级管理人员）不能处置告警，须由执法人员进行。");
        await Expect(page.Locator("#refused")).ToHaveTextAsync("您的角色（省级管理人员）不能处置告警，须由执法人员进行。");
        await page.Locator("#language").ClickAsync();
        await page.Locator("#detail form .primary").ClickAsync();
        await Expect(page.Locator("#detail .problem"))
            .ToHaveTextAsync("Your role (province officer) may not handle alerts: that is for the role inspector.");
    }

    [Fact]
    public void Each_role_reads_of_each_action_that_it_may_not_do_whose_it_is()
    {
        foreach (var person in DemoPeople.Usual.People.Select(p => p.Caller))
        {
            foreach (var action in Enum.GetValues<AccessAction>().Where(a => !AccessRights.Allows(person, a)))
            {
                var why = AccessWords.WhyRefused(person, action);
                Assert.Matches("^您的角色（.+）不能.+，须由.+进行。$", why.Chinese);
                Assert.Matches("^Your role \\([a-z ]+\\) may not .+: that is for the role [a-z ]+\\.$", why.English);
            }
        }
    }

    private static async Task FindAsync(IPage page, string plate)
    {
        await page.Locator("#find").FillAsync(plate);
        await page.Keyboard.PressAsync("Enter");
    }
}
