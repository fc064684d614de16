using HazmatTrack.Server.Tests.EndToEnd;
using static Microsoft.Playwright.Assertions;

namespace HazmatTrack.Server.Tests.Console;

/// <summary>The language of the page.</summary>
public sealed class PageLanguageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-language-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task The_page_opens_in_the_browsers_language_and_stays_in_the_one_that_the_reader_chose()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        foreach (var (locale, language) in new[] { ("zh-CN", "zh-CN"), ("zh-TW", "zh-CN"), ("en-GB", "en"), ("fr-FR", "en") })
        {
            var (title, other, otherLanguage) = language == "en" ? ("HazmatTrack", "危货车辆联控", "zh-CN") : ("危货车辆联控", "HazmatTrack", "en");
            var page = await browser.OpenAsync(silo, locale: locale);
            await Expect(page).ToHaveTitleAsync(title);
            await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
            await page.Locator("#language").ClickAsync();
            await Expect(page).ToHaveTitleAsync(other);
            await page.ReloadAsync();
            await Expect(page).ToHaveTitleAsync(other);
            await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", otherLanguage);
            await page.CloseAsync();
        }
    }

    /// <summary>As some embedded browsers have it.</summary>
    [Fact]
    public async Task A_browser_that_names_no_language_shows_the_page_in_Chinese()
    {
        await using var browser = await Browser.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync();
        var page = await browser.OpenAsync(silo, locale: "en-GB", script: "Object.defineProperty(navigator, 'languages', { get: () => [] })");
        await Expect(page).ToHaveTitleAsync("危货车辆联控");
    }
}
