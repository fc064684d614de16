using System.Net;
using HazmatTrack.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace HazmatTrack.Server.Tests.Console;

public sealed class MissingPageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-no-page-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("")]
    [InlineData("not-there")]
    public async Task A_program_built_without_Node_says_in_both_languages_what_its_page_lacks(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UseConsole(Path.Combine(_folder, folder));
        app.MapGet("/api", () => "works");
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new(app.Urls.First()) };
        using var page = await http.GetAsync(new Uri("/", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
        var html = await page.Content.ReadAsStringAsync(Stop);
        Assert.Contains("请安装", html, StringComparison.Ordinal);
        Assert.Contains("Install <a href=\"https://nodejs.org/\">Node.js</a>", html, StringComparison.Ordinal);
        using var head = await http.SendAsync(new(HttpMethod.Head, "/"), Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, head.StatusCode);
        Assert.Equal("works", await http.GetStringAsync(new Uri("/api", UriKind.Relative), Stop));
    }
}
