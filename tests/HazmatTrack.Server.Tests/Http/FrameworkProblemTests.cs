using System.Data.Common;
using System.Net;
using HazmatTrack.Http.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HazmatTrack.Server.Tests.Http;

/// <summary>What no endpoint answers, and what fails, has the form of every other error.</summary>
public sealed class FrameworkProblemTests : IAsyncLifetime
{
    private readonly HttpClient _http = new() { DefaultRequestHeaders = { AcceptLanguage = { new("en") } } };
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseProblems();
        _app.MapGet("/status/{status:int}", (int status) => Results.StatusCode(status));
        _app.MapGet("/fault", string () => throw new InvalidOperationException("secret of the server"));
        _app.MapGet("/slow", string () => throw new BadHttpRequestException("Reading the request body timed out.", 408));
        _app.MapGet("/timeout", string () => throw new TimeoutException());
        var filtered = _app.MapGroup("/filtered").AddEndpointFilter(ProblemFilter.InvokeAsync);
        filtered.MapGet("/timeout", string () => throw new TimeoutException());
        filtered.MapPut("/database", string () => throw new Gone());
        filtered.MapGet("/fault", string () => throw new InvalidOperationException("secret of the server"));
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _http.BaseAddress = new(_app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData(404, "not-found")]
    [InlineData(405, "method-not-allowed")]
    [InlineData(408, "request-timeout")]
    [InlineData(413, "body-too-large")]
    [InlineData(415, "unsupported-media-type")]
    [InlineData(429, "too-many-requests")]
    [InlineData(500, "internal")]
    [InlineData(502, "internal")]
    [InlineData(503, "store-unavailable")]
    public async Task A_bare_status_of_the_framework_gets_a_body(int status, string code)
    {
        var problem = await GetAsync($"/status/{status}", status);
        Assert.Equal(code, problem);
    }

    [Theory]
    [InlineData("GET", "/fault", 500, "internal")]
    [InlineData("GET", "/filtered/fault", 500, "internal")]
    [InlineData("GET", "/slow", 408, "request-timeout")]
    [InlineData("GET", "/filtered/timeout", 503, "store-unavailable")]
    [InlineData("GET", "/timeout", 503, "store-unavailable")]
    [InlineData("PUT", "/filtered/database", 503, "store-unavailable")]
    public async Task A_request_that_fails_says_so_and_gives_nothing_away(string method, string path, int status, string code) =>
        Assert.Equal(code, await GetAsync(path, status, method));

    private async Task<string?> GetAsync(string path, int status, string method = "GET")
    {
        using var request = new HttpRequestMessage(new(method), path);
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        var problem = await ProblemForm.ReadAsync(answer, path);
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        return problem.GetProperty("code").GetString();
    }

    private sealed class Gone : DbException;
}
