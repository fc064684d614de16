using System.Collections.Concurrent;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Testing;
using Microsoft.Playwright;

namespace HazmatTrack.Server.Tests.Console;

/// <summary>
/// Pages in the system's Chromium, each as in a browser of its own. The program is started once and ends with the tests. Skips the test where there is none.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<bool, Lazy<Task<IBrowser>>> s_started = [];

    /// <summary>Has the page remember a purpose from the beginning.</summary>
    private const string Purpose = """sessionStorage.setItem('purpose', '{"code":"inspection","caseNumber":""}');""";

    private readonly IBrowser _browser;
    private readonly List<IBrowserContext> _contexts = [];

    private Browser(IBrowser browser) => _browser = browser;

    /// <param name="drawsMap">
    /// Whether it draws the map, which needs WebGL: a machine without a graphics card does that by software, and takes most of a test's time for it.
    /// Otherwise the page is as in a browser without WebGL.
    /// </param>
    public static async Task<Browser> StartAsync(bool drawsMap = false)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "There is no Chromium on the PATH.");
        return new(await s_started.GetOrAdd(drawsMap, _ => new(() => LaunchAsync(program, drawsMap))).Value);
    }

    private static async Task<IBrowser> LaunchAsync(string? program, bool drawsMap)
    {
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", .. drawsMap ? ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"] : new[] { "--disable-gpu", "--disable-3d-apis" }],
        });
    }

    /// <summary>A page that fails the test with whatever the console calls an error. Its browser is set to Chinese unless it is said otherwise.</summary>
    public async Task<IPage> OpenAsync(
        Uri address, int width = 1360, int height = 820, ColorScheme scheme = ColorScheme.Light, string locale = "zh-CN", string? script = null,
        TestProgram.Silo? silo = null)
    {
        var context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, Locale = locale });
        _contexts.Add(context);
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout((float)Patience.For(30).TotalMilliseconds);
        if (script is not null)
        {
            await page.AddInitScriptAsync(script);
        }

        if (silo is not null)
        {
            await UseSessionAsync(page, silo);
        }

        Assertions.SetDefaultExpectTimeout((float)Patience.For(60).TotalMilliseconds);
        page.PageError += (_, error) => throw new InvalidOperationException(error);
        await page.GotoAsync(address.ToString());
        return page;
    }

    /// <summary>The page of the silo as one sees it who has every duty, has signed in and stated a purpose.</summary>
    public Task<IPage> OpenAsync(
        TestProgram.Silo silo, int width = 1360, int height = 820, ColorScheme scheme = ColorScheme.Light, string locale = "zh-CN", string script = "") =>
        OpenAsync(silo.Http.BaseAddress!, width, height, scheme, locale, Purpose + script, silo);

    /// <summary>Gives the page's browser the session of one who has every duty.</summary>
    public static Task UseSessionAsync(IPage page, TestProgram.Silo silo)
    {
        var (name, value) = (silo.Cookie.Split('=', 2)[0], silo.Cookie.Split('=', 2)[1]);
        return page.Context.AddCookiesAsync(
            [new() { Name = name, Value = value, Domain = silo.Http.BaseAddress!.Host, Path = "/", HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
    }

    /// <summary>Signs in as a person of the demo, on the page where nobody is signed in.</summary>
    public static async Task SignInAsync(IPage page, string person)
    {
        await page.Locator($"#sign-in [data-person={person}]").ClickAsync();
        await Assertions.Expect(page.Locator("#person .name")).ToBeVisibleAsync();
    }

    /// <summary>Keeps a picture where HAZMATTRACK_TEST_PICTURES names a folder.</summary>
    public static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("HAZMATTRACK_TEST_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.DisposeAsync();
        }
    }
}
