using HazmatTrack.Access.Demo;
using HazmatTrack.Domain.Access;
using HazmatTrack.Storage.Access;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>What is left at a browser, in addresses and under other names (ASVS 5.0, 14.2.1 and 14.3).</summary>
public sealed class LeftBehindTests(AccessServer server) : IClassFixture<AccessServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/session", "no-store")]
    [InlineData("/api/v1/vehicles", "no-store")]
    [InlineData("/api/v1/vehicles/鲁B10001_2", "no-store")]
    [InlineData("/api/v1/vehicles/鲁B10001_2/history?from=2026-07-01T00:00:00Z&to=2090-07-01T00:00:00Z", "no-store")]
    [InlineData("/api/v1/alerts", "no-store")]
    [InlineData("/api/v1/alerts/stream", "no-store")]
    [InlineData("/api/v1/vehicles/鲁B99999_2", "no-store")]
    [InlineData("/api/v1/permits/P-1", "no-cache")]
    public async Task A_browser_keeps_no_answer_but_that_which_it_asks_for_again_by_its_tag(string address, string control)
    {
        var answer = await server.SendAsync("operator-a", "GET", address);
        Assert.Contains($"Cache-Control: {control}", answer.Headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_has_the_browser_forget_what_it_holds()
    {
        var answer = await server.SendAsync("auditor", "DELETE", "/api/v1/session");
        Assert.Equal(204, answer.Status);
        Assert.Contains("Clear-Site-Data: \"cache\", \"storage\"", answer.Headers, StringComparison.Ordinal);
        Assert.Equal(401, (await server.SendAsync("auditor", "GET", "/api/v1/session")).Status);
        await server.SignInAgainAsync("auditor");
    }

    [Fact]
    public async Task A_key_in_an_address_lets_nobody_in()
    {
        var key = await SomeKeys.IssueAsync(
            server.Silo.Host.App.Services.GetRequiredService<IAccessStore>(), Role.Operator, DemoPeople.OperatorA, default, [], AccessAction.ReadVehicles);
        Assert.Equal(200, (await server.SendAsync(null, "GET", "/api/v1/vehicles", key: key)).Status);
        foreach (var name in new[] { "X-Api-Key", "x-api-key", "key", "access_token" })
        {
            Assert.Equal(401, (await server.SendAsync(null, "GET", $"/api/v1/vehicles?{name}={key}")).Status);
        }
    }

    /// <summary>A page elsewhere could have its own name lead to this machine, and would then be of the same origin.</summary>
    [Theory]
    [InlineData("evil.example", 400)]
    [InlineData("127.0.0.1.evil.example", 400)]
    [InlineData("localhost", 200)]
    public async Task While_only_this_machine_reaches_the_program_no_other_name_is_answered(string name, int status)
    {
        var silo = server.Silo.Http.BaseAddress!;
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(silo, "/api/v1/sign-in")) { Headers = { Host = $"{name}:{silo.Port}" } };
        using var answer = await client.SendAsync(request, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
    }
}
