using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>A server without the people of the demo, as every one with real servers is.</summary>
public sealed class NoDemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-no-demo-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_server_without_demo_people_starts_and_lets_nobody_in_without_a_key_or_a_provider()
    {
        await using var host = await StartAsync();
        using var http = new HttpClient { BaseAddress = new(host.App.Urls.First()), DefaultRequestHeaders = { { "X-Hazmat", "1" } } };
        var ways = await http.GetFromJsonAsync<JsonElement>("/api/v1/sign-in", Stop);
        Assert.Equal(0, ways.GetProperty("providers").GetArrayLength());
        Assert.Equal(0, ways.GetProperty("people").GetArrayLength());
        using var signedIn = await http.PostAsJsonAsync("/api/v1/sign-in/demo", new { person = "inspector-sh" }, Stop);
        Assert.Equal(HttpStatusCode.NotFound, signedIn.StatusCode);
        Assert.False(signedIn.Headers.Contains("Set-Cookie"));
        using var vehicles = await http.GetAsync(new Uri("/api/v1/vehicles", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, vehicles.StatusCode);
        await host.App.StopAsync(Stop);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_sends_the_browser_back_to_the_page_which_says_so()
    {
        await using var host = await StartAsync("--SignIn:main:Authority=http://127.0.0.1:9");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new(host.App.Urls.First()) };
        using var begun = await http.GetAsync(new Uri("/api/v1/sign-in/provider/main", UriKind.Relative), Stop);
        Assert.Equal((HttpStatusCode.Redirect, "/?sign-in=failed&why=provider-unreachable"), (begun.StatusCode, begun.Headers.Location?.OriginalString));
        await host.App.StopAsync(Stop);
    }

    private async Task<ServerHost> StartAsync(params string[] settings)
    {
        var host = await ServerHost.OpenAsync(
            [$"--Server:DataFolder={_folder}", "--Server:Port=0", "--Demo:Enabled=false", "--Access:Demo=false", .. settings],
            b => b.Services.AddSingleton<IMetricFactory>(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry())),
            Stop);
        await host.App.StartAsync(Stop);
        return host;
    }
}
