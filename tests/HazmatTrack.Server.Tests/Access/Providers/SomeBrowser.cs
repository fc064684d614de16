using System.Net;

namespace HazmatTrack.Server.Tests.Access.Providers;

/// <summary>A browser without a screen: it keeps cookies, and follows one redirect at a time.</summary>
internal sealed class SomeBrowser(Uri home) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new() });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    /// <summary>Goes to an address.</summary>
    /// <returns>Where it is sent on to, absolute; null where it is not.</returns>
    public async Task<Uri?> GoAsync(Uri address)
    {
        using var answer = await _http.GetAsync(address, Stop);
        var on = answer.Headers.Location;
        Assert.True(on is not null || answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
        return on is null ? null : new Uri(address, on);
    }

    /// <summary>Begins a sign-in and goes as far as the provider's answer.</summary>
    /// <returns>The address of the program's that the provider sends the browser to, with the code in it.</returns>
    public async Task<Uri> BeginAsync(string provider, string query = "")
    {
        var authorize = await GoAsync(new Uri(home, $"/api/v1/sign-in/provider/{provider}{query}"));
        return (await GoAsync(authorize!))!;
    }

    /// <summary>Signs in.</summary>
    /// <returns>The path and query on which the browser ends.</returns>
    public async Task<string> SignInAsync(string provider, string query = "") => (await GoAsync(await BeginAsync(provider, query)))!.PathAndQuery;

    /// <summary>The session that the browser has: the answer's status and body.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SessionAsync()
    {
        using var answer = await _http.GetAsync(new Uri(home, "/api/v1/session"), Stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>Sends a change with the session.</summary>
    public async Task<string> PostAsync(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(home, path)) { Content = new StringContent(body, null, "application/json") };
        request.Headers.Add("X-Hazmat", "1");
        using var answer = await _http.SendAsync(request, Stop);
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}";
    }
}
