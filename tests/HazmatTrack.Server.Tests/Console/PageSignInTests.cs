using System.Net;
using System.Text.RegularExpressions;
using HazmatTrack.Access.Demo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HazmatTrack.Server.Tests.Console;

/// <summary>Signing in and out on the page, and what the browser holds meanwhile.</summary>
public sealed class PageSignInTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-sign-in-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Without_a_session_there_is_the_sign_in_alone_with_a_button_for_each_person_of_the_demo()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var page = await browser.OpenAsync(silo.Http.BaseAddress!);
        await Expect(page.Locator("#sign-in")).ToBeVisibleAsync();
        await Expect(page.Locator("#demo")).ToContainTextAsync("演示模式");
        foreach (var hidden in (string[])["aside", "#sight", "#no-sight", "#starting", "#purpose"])
        {
            await Expect(page.Locator(hidden)).ToBeHiddenAsync();
        }

        foreach (var person in DemoPeople.Usual.People)
        {
            await Expect(page.Locator($"#sign-in [data-person={person.Id}]")).ToHaveTextAsync(person.Title.Chinese);
        }

        await Expect(page.Locator("#sign-in h3")).ToHaveTextAsync(["执法人员", "省级管理人员", "运输企业", "系统管理员", "审计员"]);
        await Browser.PictureAsync(page, "sign-in-zh");
        await page.Locator("#sign-in .language").ClickAsync();
        await Expect(page.Locator("#demo")).ToContainTextAsync("Demo mode");
        await Expect(page.Locator("[data-person=officer-ah]")).ToHaveTextAsync("Province officer, Anhui");
        await Expect(page.Locator("#sign-in h3").First).ToHaveTextAsync("Inspector");
        await Browser.PictureAsync(page, "sign-in-en");
    }

    [Fact]
    public async Task A_person_signs_in_sees_who_they_are_and_signs_out()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var page = await browser.OpenAsync(silo.Http.BaseAddress!);
        await Browser.SignInAsync(page, "inspector-sh");
        await Expect(page.Locator("#person .name")).ToHaveTextAsync("上海执法人员");
        await Expect(page.Locator("#person .about")).ToHaveTextAsync("执法人员 · 上海交通执法 · 上海");
        await Expect(page.Locator("#demo")).ToContainTextAsync("演示模式");
        await Expect(page.Locator("#sign-in")).ToBeHiddenAsync();
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-state", "live");
        await Browser.PictureAsync(page, "signed-in-zh");
        await page.Locator("#language").ClickAsync();
        await Expect(page.Locator("#person .name")).ToHaveTextAsync("Inspector, Shanghai");
        await Expect(page.Locator("#person .about")).ToContainTextAsync("Inspector · ");
        await Browser.PictureAsync(page, "signed-in-en");

        // It holds when the page is loaded again, and ends on the server, not in the browser alone.
        await page.ReloadAsync();
        await Expect(page.Locator("#person .name")).ToHaveTextAsync("Inspector, Shanghai");
        var cookie = await CookieAsync(page);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(silo, cookie));
        await page.Locator("#person .out").ClickAsync();
        await Expect(page.Locator("#sign-in")).ToBeVisibleAsync();
        await Expect(page.Locator("aside")).ToBeHiddenAsync();
        await Expect(page.Locator("#sign-in .problem")).ToBeEmptyAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(silo, cookie));

        // The language is the reader's, whoever signs in.
        await Expect(page.Locator("#sign-in h2")).ToHaveTextAsync("Sign in");
    }

    [Fact]
    public async Task A_session_that_ends_in_mid_use_asks_to_sign_in_and_the_person_is_back_where_they_were()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await SomePage.SendTwoTrucksAsync(program, silo);
        await SomePage.RaiseAsync(program);
        var page = await browser.OpenAsync(silo.Http.BaseAddress!);
        await Browser.SignInAsync(page, "inspector-js");
        await page.Locator(".alert.red").First.ClickAsync();
        await page.Locator("#purpose .buttons button").First.ClickAsync();
        await Expect(page.Locator("#detail-title")).ToContainTextAsync("通行证");
        var address = new Uri(page.Url);
        Assert.Matches("^#alert=[0-9a-z]+$", address.Fragment);

        await silo.Host.App.Services.GetRequiredService<IAccessStore>().EndSessionsOfAsync(DemoPeople.Issuer, "inspector-js", "test", Stop);
        await Expect(page.Locator("#sign-in")).ToBeVisibleAsync();
        await Expect(page.Locator("#sign-in .problem")).ToContainTextAsync("会话已结束");
        await Expect(page.Locator("aside")).ToBeHiddenAsync();
        Assert.Equal(address, new Uri(page.Url));
        Assert.DoesNotContain(SomePage.InJiangsu.Plate, await page.ContentAsync(), StringComparison.Ordinal);
        await Browser.PictureAsync(page, "session-ended-zh");

        await Browser.SignInAsync(page, "inspector-js");
        await Expect(page.Locator("#detail-title")).ToContainTextAsync("通行证");
        Assert.Equal(address, new Uri(page.Url));
        await page.Locator("#purpose .buttons button").First.ClickAsync();
        await page.Locator("#detail .close").ClickAsync();
        Assert.Equal("", new Uri(page.Url).Fragment);
    }

    [Fact]
    public async Task Where_there_is_an_identity_provider_and_no_demo_there_is_its_button_without_a_banner()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var page = await browser.OpenAsync(new Uri("about:blank"));
        var providers = """[{"name":"main","title":null,"address":"/api/v1/sign-in/provider/main"}]""";
        await page.RouteAsync(new Regex("/api/v1/sign-in$"), route => route.FulfillAsync(
            new() { ContentType = "application/json", Body = $$"""{"providers":{{providers}},"people":[]}""" }));
        await page.GotoAsync($"{silo.Http.BaseAddress}?sign-in=refused&why=no-province");
        await Expect(page.Locator("#sign-in .provider")).ToHaveTextAsync("用单位账号登录");
        await Expect(page.Locator("#sign-in .provider")).ToHaveAttributeAsync("href", "/api/v1/sign-in/provider/main?return=/");
        await Expect(page.Locator("#sign-in .problem")).ToContainTextAsync("您的账号没有所辖省份");
        await Expect(page.Locator("#demo")).ToBeHiddenAsync();
        await Expect(page.Locator("#sign-in .people")).ToHaveCountAsync(0);
        await Browser.PictureAsync(page, "sign-in-provider-zh");
        providers = """
            [{"name":"js","title":"江苏省交通运输厅","address":"/api/v1/sign-in/provider/js"},{"name":"zj","title":"浙江省交通运输厅","address":"/api/v1/sign-in/provider/zj"}]
            """;
        await page.GotoAsync($"{silo.Http.BaseAddress}?sign-in=failed&why=toString");
        await Expect(page.Locator("#sign-in .provider")).ToHaveTextAsync(["用江苏省交通运输厅账号登录", "用浙江省交通运输厅账号登录"]);
        await Expect(page.Locator("#sign-in .problem")).ToHaveTextAsync("登录未完成，请重试。");
        await Browser.PictureAsync(page, "sign-in-providers-zh");
        providers = "[]";
        await page.GotoAsync(silo.Http.BaseAddress!.ToString());
        await Expect(page.Locator("#sign-in")).ToContainTextAsync("本服务未配置任何登录方式");
    }

    [Fact]
    public async Task A_person_whose_operator_is_suspended_reads_why_they_are_not_signed_in()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await silo.Host.App.Services.GetRequiredService<IAccessStore>().SaveOperatorAsync(
            new() { Code = DemoPeople.OperatorB, Name = "乙运输企业", Province = ProvinceCode.Jiangsu, IsSuspended = true }, "test", VersionCondition.None, Stop);
        var page = await browser.OpenAsync(silo.Http.BaseAddress!);
        await page.Locator("[data-person=operator-b]").ClickAsync();
        await Expect(page.Locator("#sign-in .problem")).ToContainTextAsync("您的企业未登记、已停用");
        await Browser.SignInAsync(page, "operator-a");
        await Expect(page.Locator("#sign-in")).ToBeHiddenAsync();
    }

    /// <summary>They have one cookie: the first tab would show the second person's vehicles under the first one's name.</summary>
    [Fact]
    public async Task Where_another_tab_signs_in_as_somebody_else_this_one_shows_them_too_without_the_purpose_of_the_last()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var first = await browser.OpenAsync(silo.Http.BaseAddress!);
        await Browser.SignInAsync(first, "inspector-sh");
        await first.Locator("#person .chip").ClickAsync();
        await first.Locator("#purpose input[value=alert]").CheckAsync();
        await first.Locator("#purpose .primary").ClickAsync();
        await Expect(first.Locator("#person .chip .value")).ToHaveTextAsync("告警核查处置");

        var second = await first.Context.NewPageAsync();
        await second.GotoAsync(silo.Http.BaseAddress!.ToString());
        await Expect(second.Locator("#person .name")).ToHaveTextAsync("上海执法人员");
        await Expect(first.Locator("#person .chip .value")).ToHaveTextAsync("告警核查处置");
        await second.Locator("#person .out").ClickAsync();

        // A browser draws the tab that somebody looks at; another one may take its time.
        await first.BringToFrontAsync();
        await Expect(first.Locator("#sign-in")).ToBeVisibleAsync();
        await Browser.SignInAsync(second, "officer-zj");
        await Expect(first.Locator("#person .name")).ToHaveTextAsync("浙江省级管理人员");
        await Expect(first.Locator("#person .chip .value")).ToHaveTextAsync("未说明");
    }

    /// <summary>ASVS 5.0, 3.3 and 10.1: a script that got onto the page could read no secret, and another site's page can send none.</summary>
    [Fact]
    public async Task The_browser_holds_no_token_that_a_script_can_read()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var page = await browser.OpenAsync(silo.Http.BaseAddress!);
        var answers = SomePage.Gather(page);
        await Browser.SignInAsync(page, "inspector-sh");
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-state", "live");
        var cookie = Assert.Single(await page.Context.CookiesAsync());
        Assert.Equal(("hazmat", true, SameSiteAttribute.Lax, "/"), (cookie.Name, cookie.HttpOnly, cookie.SameSite, cookie.Path));
        Assert.Equal("", await page.EvaluateAsync<string>("document.cookie"));
        var held = await page.EvaluateAsync<string>("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, window.name, location.href, document.documentElement.outerHTML])");
        Assert.All(answers.Append(held), text => Assert.DoesNotContain(cookie.Value, text, StringComparison.Ordinal));
        Assert.Equal(0, await page.EvaluateAsync<int>("indexedDB.databases().then(d => d.length)"));
        Assert.Equal(0, await page.EvaluateAsync<int>("caches.keys().then(k => k.length)"));
        Assert.Matches(new Regex("""^\[\{("language":"[^"]*")?\},\{("purpose":"[^"]*")?\},"",""", RegexOptions.None, TimeSpan.FromSeconds(1)), held);
    }

    private static async Task<string> CookieAsync(IPage page)
    {
        var cookie = Assert.Single(await page.Context.CookiesAsync());
        return $"{cookie.Name}={cookie.Value}";
    }

    private static async Task<HttpStatusCode> AskAsync(TestProgram.Silo silo, string cookie)
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = silo.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/session") { Headers = { { "Cookie", cookie } } };
        using var answer = await http.SendAsync(request, Stop);
        return answer.StatusCode;
    }
}
