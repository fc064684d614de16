using System.Net;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Server.Settings;
using HazmatTrack.Server.Tests.EndToEnd;
using Microsoft.Extensions.Configuration;

namespace HazmatTrack.Server.Tests.Http;

/// <summary>Pages of other origins, by setting.</summary>
public sealed class OriginsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-origins-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_page_of_an_origin_that_is_set_may_call_and_no_other()
    {
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync("--Server:AllowedOrigins:0=https://gis.example.cn");
        foreach (var (origin, isAllowed) in new[] { ("https://gis.example.cn", true), ("https://evil.example", false) })
        {
            using var call = new HttpRequestMessage(HttpMethod.Get, "/api/v1/alerts");
            call.Headers.Add("Origin", origin);
            using var answer = await silo.Http.SendAsync(call, TestContext.Current.CancellationToken);
            Assert.Equal(isAllowed, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) && allowed.Single() == origin);

            if (isAllowed)
            {
                // What a list in pages, a change under a condition and a refusal need.
                Assert.Superset(
                    new HashSet<string> { "ETag", "Link", "Location", "Retry-After", "Content-Disposition", "Unreadable-Stretches" },
                    answer.Headers.GetValues("Access-Control-Expose-Headers").Single().Split(',').ToHashSet());
            }

            using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/v1/permits/P1");
            preflight.Headers.Add("Origin", origin);
            preflight.Headers.Add("Access-Control-Request-Method", "PUT");
            preflight.Headers.Add("Access-Control-Request-Headers", "content-type,if-match");
            using var answered = await silo.Http.SendAsync(preflight, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NoContent, answered.StatusCode);
            Assert.Equal(isAllowed, answered.Headers.TryGetValues("Access-Control-Allow-Methods", out var methods)
                && methods.Single().Contains("PUT", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("*")]
    [InlineData("gis.example.cn")]
    [InlineData("https://gis.example.cn/")]
    [InlineData("https://gis.example.cn/map")]
    [InlineData("HTTPS://gis.example.cn")]
    [InlineData("ftp://gis.example.cn")]
    [InlineData("https://a@gis.example.cn")]
    [InlineData("null")]
    public void What_is_no_origin_is_refused_at_start(string origin)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Server:AllowedOrigins:0", origin)]).Build();
        Assert.Contains("AllowedOrigins", Assert.Throws<SettingsException>(() => AllSettings.Read(settings, RuleList.Catalog)).Message,
            StringComparison.Ordinal);
    }
}
