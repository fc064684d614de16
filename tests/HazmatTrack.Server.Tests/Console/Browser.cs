using Microsoft.Playwright;

namespace HazmatTrack.Server.Tests.Console;

/// <summary>The system's Chromium. Skips the test where there is none.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    public static async Task<Browser> StartAsync()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "There is no Chromium on the PATH.");
        var playwright = await Playwright.CreateAsync();

        // The map needs WebGL, which a machine without a graphics card draws by software.
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
        });
        return new(playwright, browser);
    }

    /// <summary>A page that fails the test with whatever the console calls an error. Its browser is set to Chinese unless it is said otherwise.</summary>
    public async Task<IPage> OpenAsync(
        Uri address, int width = 1360, int height = 820, ColorScheme scheme = ColorScheme.Light, string locale = "zh-CN", string? script = null)
    {
        var page = await _browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, Locale = locale });
        page.SetDefaultTimeout(30_000);
        if (script is not null)
        {
            await page.AddInitScriptAsync(script);
        }

        Assertions.SetDefaultExpectTimeout(60_000);
        page.PageError += (_, error) => throw new InvalidOperationException(error);
        await page.GotoAsync(address.ToString());
        return page;
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
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
