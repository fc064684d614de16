using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Server.Tests.EndToEnd;

namespace HazmatTrack.Server.Tests.Access.Providers;

/// <summary>A server with two providers.</summary>
public sealed class ProviderServers : IAsyncLifetime
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-provider-").FullName;
    private readonly string? _third;
    private TestProgram _program = null!;
    private TestProgram.Silo _silo = null!;
    private SomeProvider _east = null!;
    private SomeProvider _west = null!;

    internal SomeProvider East => _east;

    internal SomeProvider West => _west;

    public ProviderServers()
    {
    }

    /// <param name="third">The address of one more provider, named liar.</param>
    internal ProviderServers(string third) => _third = third;

    internal Uri Callback(string provider) => new(_silo.Http.BaseAddress!, $"/api/v1/sign-in/callback/{provider}");

    internal SomeBrowser NewBrowser() => new(_silo.Http.BaseAddress!);

    public async ValueTask InitializeAsync()
    {
        (_east, _west) = (await SomeProvider.StartAsync(Stop), await SomeProvider.StartAsync(Stop));
        var secret = Path.Combine(_folder, "secret");
        await File.WriteAllTextAsync(secret, SomeProvider.Secret, Stop);
        _program = TestProgram.Embedded(_folder);
        string[] third = _third is null ? []
            : [$"--SignIn:liar:Authority={_third}", $"--SignIn:liar:ClientSecretFile={secret}", "--SignIn:liar:OnlyRoles:0=inspector"];
        _silo = await _program.StartAsync(
        [
            $"--SignIn:east:Authority={East.Authority}", $"--SignIn:east:ClientSecretFile={secret}",
            $"--SignIn:west:Authority={West.Authority}", $"--SignIn:west:ClientSecretFile={secret}",
            "--Access:RefusalsPerMinute=100000",
            "--SignIn:east:OnlyRoles:0=inspector", "--SignIn:east:OnlyRoles:1=operator", "--SignIn:east:OnlyRoles:2=administrator",
            "--SignIn:east:OnlyRoles:3=auditor", "--SignIn:west:OnlyRoles:0=inspector", "--SignIn:west:OnlyProvinces:0=340000",
            .. third,
        ]);
        await East.RegisterAsync(Callback("east"), Stop);
        await West.RegisterAsync(Callback("west"), Stop);
    }

    /// <summary>Calls with a token.</summary>
    internal async Task<HttpStatusCode> CallAsync(string token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_silo.Http.BaseAddress!, "/api/v1/permits?limit=1"));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await http.SendAsync(request, Stop);
        return answer.StatusCode;
    }

    internal Task EndSessionsAsync(string issuer, string subject) =>
        SendAsync("administrator", "/api/v1/sessions/end", new { issuer, subject });

    internal async Task<IReadOnlyList<JsonElement>> EntriesAsync() =>
        [.. (await SendAsync("auditor", "/api/v1/audit/search", new { limit = 1000 })).GetProperty("items").EnumerateArray()];

    internal async Task<IReadOnlyList<(string? Outcome, string? Object, string? Subject)>> SignInsAsync() =>
        [.. (await EntriesAsync()).Where(e => Text(e, "action") == "signIn").Select(e => (Text(e, "outcome"), Text(e, "objectId"), Text(e, "subject")))];

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        await East.DisposeAsync();
        await West.DisposeAsync();
        Directory.Delete(_folder, true);
    }

    private async Task<JsonElement> SendAsync(string person, string path, object body)
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = _silo.Http.BaseAddress };
        http.DefaultRequestHeaders.Add("Cookie", await _silo.SignInAsync(person));
        http.DefaultRequestHeaders.Add("X-Hazmat", "1");
        using var answer = await http.PostAsJsonAsync(path, body, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text == "" ? default : JsonDocument.Parse(text).RootElement;
    }

    private static string? Text(JsonElement entry, string name) => entry.GetProperty(name).GetString();
}
