using System.Collections.Concurrent;
using HazmatTrack.Access;
using HazmatTrack.Access.Sessions;
using HazmatTrack.Access.Settings;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Access;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Prometheus;
using static Microsoft.Playwright.Assertions;

namespace HazmatTrack.Server.Tests.Console;

/// <summary>What the page may load, who may show it, and what its cookie is like.</summary>
public sealed class PageSecurityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-security-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    /// <summary>ASVS 5.0, 3.4: by the policy that the browser applies, on every part of the page.</summary>
    [Fact]
    public async Task The_page_works_under_a_policy_without_inline_scripts_or_styles_and_breaks_it_nowhere()
    {
        await using var browser = await Browser.StartAsync(drawsMap: true);
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        await SomePage.SendTwoTrucksAsync(program, silo);
        await SomePage.RaiseAsync(program);
        var page = await browser.OpenAsync(new Uri("about:blank"));
        var log = new ConcurrentBag<string>();
        page.Console += (_, message) => log.Add($"{message.Type}: {message.Text}");
        await page.AddInitScriptAsync("window.violations = []; addEventListener('securitypolicyviolation', e => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`));");
        var answer = (await page.GotoAsync(silo.Http.BaseAddress!.ToString()))!;
        await Browser.SignInAsync(page, "inspector-js");
        await Expect(page.Locator("#map")).ToHaveAttributeAsync("data-drawn", "red 1, orange 0, yellow 0, none 0");
        await page.Locator(".alert.red").First.ClickAsync();
        await page.Locator("#purpose input[value=alert]").CheckAsync();
        await page.Locator("#purpose .primary").ClickAsync();
        await Expect(page.Locator("#map")).ToHaveAttributeAsync("data-track", SomePage.InJiangsu.ToString());
        await page.Locator("#map").HoverAsync();
        await page.Locator(".maplibregl-ctrl-zoom-in").ClickAsync();
        await page.WaitForTimeoutAsync(1500);
        Assert.Empty(await page.EvaluateAsync<string[]>("window.violations"));

        // The one error is the answer that nobody is signed in yet.
        Assert.DoesNotContain(log, line => line.StartsWith("error", StringComparison.Ordinal) && !line.Contains("401", StringComparison.Ordinal));
        Assert.DoesNotContain(log, line => line.Contains("Content Security Policy", StringComparison.Ordinal));
        await Browser.PictureAsync(page, "under-policy-zh");

        // That the policy is in force, and not only sent.
        await page.EvaluateAsync("() => { const s = document.createElement('script'); s.textContent = 'window.injected = 1'; document.head.append(s); }");
        await page.EvaluateAsync("() => { const d = document.createElement('div'); d.innerHTML = '<img src=x onerror=\"window.injected = 2\"><p style=\"color:red\">'; document.body.append(d); }");
        await page.WaitForTimeoutAsync(300);
        Assert.True(await page.EvaluateAsync<bool>("window.injected === undefined"));
        var broken = await page.EvaluateAsync<string[]>("window.violations");
        Assert.Contains(broken, v => v.StartsWith("script-src", StringComparison.Ordinal));
        Assert.Contains(broken, v => v.StartsWith("style-src", StringComparison.Ordinal));

        var headers = await answer.AllHeadersAsync();
        Assert.Equal("nosniff", headers["x-content-type-options"]);
        Assert.Equal("DENY", headers["x-frame-options"]);
        Assert.Equal("no-referrer", headers["referrer-policy"]);
        Assert.Equal("same-origin", headers["cross-origin-opener-policy"]);
        Assert.Equal("same-origin", headers["cross-origin-resource-policy"]);
        Assert.Contains("geolocation=()", headers["permissions-policy"], StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", headers["content-security-policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", headers["content-security-policy"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_other_site_can_have_a_browser_change_anything_with_the_session_or_show_the_page()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var page = await browser.OpenAsync(silo.Http.BaseAddress!);
        await Browser.SignInAsync(page, "inspector-js");

        // Another origin of the same site, for which SameSite does not help.
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var site = builder.Build();
        site.MapGet("/", () => Results.Content("<h1>Elsewhere</h1>", "text/html"));
        await site.StartAsync(TestContext.Current.CancellationToken);
        var target = $"http://127.0.0.1:{silo.Http.BaseAddress!.Port}";
        Assert.Equal(target, new Uri(page.Url).GetLeftPart(UriPartial.Authority));
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(site.Urls.First());
        var statuses = await other.EvaluateAsync<string>($$"""
            async () => {
                const ways = [{ method: 'DELETE' }, { method: 'DELETE', headers: { 'x-hazmat': '1' } }];
                const own = await Promise.all(ways.map(w => fetch('{{target}}/api/v1/session', { ...w, credentials: 'include' }).then(a => a.status, () => 'refused')));
                const opaque = await fetch('{{target}}/api/v1/sign-in/demo', { method: 'POST', credentials: 'include', mode: 'no-cors', body: '{"person":"auditor"}' }).then(a => a.type, () => 'refused');
                const frame = document.createElement('iframe');
                frame.src = '{{target}}/';
                document.body.append(frame);
                await new Promise(r => { frame.onload = r; setTimeout(r, 3000); });
                return [...own, opaque].join();
            }
            """);
        Assert.Equal("refused,refused,refused", statuses);
        Assert.DoesNotContain(other.Frames, f => f.Url.StartsWith(target, StringComparison.Ordinal));
        await page.ReloadAsync();
        await Expect(page.Locator("#person .name")).ToHaveTextAsync("江苏执法人员");
    }

    /// <summary>ASVS 5.0, 3.3.1 to 3.3.4.</summary>
    [Theory]
    [InlineData(true, "__Host-hazmat", CookieSecurePolicy.Always)]
    [InlineData(false, "hazmat", CookieSecurePolicy.SameAsRequest)]
    public async Task Where_browsers_come_by_https_the_cookie_is_for_that_and_this_host_alone(bool isSecure, string name, CookieSecurePolicy policy)
    {
        await using var store = AccessStore.Sqlite(Path.Combine(_folder, "access.db"), TimeProvider.System);
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton<IMetricFactory>(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()));
        services.AddAccess(store, new AccessOptions(), new([]), null, isSecure);
        await using var provider = services.BuildServiceProvider();
        var cookie = provider.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(SessionTickets.Scheme).Cookie;
        Assert.Equal(
            (name, policy, true, SameSiteMode.Lax, "/", null),
            (cookie.Name, cookie.SecurePolicy, cookie.HttpOnly, cookie.SameSite, cookie.Path, cookie.Domain));
    }
}
