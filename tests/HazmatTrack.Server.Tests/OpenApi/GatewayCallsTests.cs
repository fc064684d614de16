using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Gateway;
using HazmatTrack.Gateway.DeadLetters;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Server.Tests.Http;
using HazmatTrack.Web.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace HazmatTrack.Server.Tests.OpenApi;

/// <summary>A proxy sends some addresses to gateways and the others to processes that answer people, the document's among them.</summary>
public sealed class GatewayCallsTests(ReadApiTests.Running running) : IClassFixture<ReadApiTests.Running>
{
    private static readonly string[] s_calls = ["countDeadLetters", "getDeadLetter", "postPositions", "resubmitDeadLetter", "searchDeadLetters"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_that_is_no_gateway_describes_the_calls_of_gateways_as_these_do_and_takes_none()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services.AddApiDocument();
        await using var app = builder.Build();
        app.MapOpenApi("/openapi/v1.json");
        app.DescribePositions();
        app.DescribeDeadLetters();
        await app.StartAsync(Stop);
        using var http = new HttpClient { BaseAddress = new(app.Urls.Single()) };

        var (described, whole) = (await OperationsAsync(http), await OperationsAsync(running.Program.Silos[0].Http));
        Assert.Equal(s_calls, described.Keys.Order(StringComparer.Ordinal));
        Assert.All(s_calls, id => Assert.Equal(whole[id], described[id]));

        foreach (var address in (string[])["/api/v1/positions", "/api/v1/dead-letters/search", "/api/v1/dead-letters/1/resubmit"])
        {
            using var answer = await http.PostAsJsonAsync(address, Array.Empty<int>(), Stop);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        using var counts = await http.GetAsync(new Uri("/api/v1/dead-letters/counts", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.NotFound, counts.StatusCode);
    }

    private static async Task<Dictionary<string, string>> OperationsAsync(HttpClient http)
    {
        var document = await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Stop);
        return ApiOperation.From(document).ToDictionary(
            o => o.Definition.GetProperty("operationId").GetString()!, o => $"{o.Method} {o.Path} {o.Definition.GetRawText()}");
    }
}
