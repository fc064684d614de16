using System.Net;
using HazmatTrack.Http;
using HazmatTrack.Server.Tests.Alerts;
using HazmatTrack.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Roles;

public sealed class ServingEndTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_ends_answers_on_while_its_probe_fails_already_and_closes_afterwards_what_does_not_end()
    {
        var clock = new FakeTimeProvider();
        await using var server = await ServeAsync(clock, TimeSpan.FromSeconds(5));
        using var http = new HttpClient { BaseAddress = new(server.Urls.Single()) };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/ready", UriKind.Relative), Stop)).StatusCode);
        using var stuck = await http.GetAsync(new Uri("/stuck", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Stop);
        await using var body = await stuck.Content.ReadAsStreamAsync(Stop);
        Assert.Equal(1, await body.ReadAsync(new byte[1], Stop));

        var ending = server.StopAsync(Stop);
        await Eventually.BecomesTrueAsync(
            async () => (await http.GetAsync(new Uri("/ready", UriKind.Relative), Stop)).StatusCode == HttpStatusCode.ServiceUnavailable, "not ready");
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/", UriKind.Relative), Stop)).StatusCode);
        Assert.False(ending.IsCompleted);

        // The notice is over, and then the patience with the answer that does not end.
        await Eventually.BecomesTrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(ending.IsCompleted);
            },
            "ended");
        await ending;
        await Assert.ThrowsAnyAsync<Exception>(async () => await body.ReadExactlyAsync(new byte[1], Stop));
    }

    [Fact]
    public async Task A_stream_that_ends_with_its_server_tells_its_client_when_to_come_back()
    {
        var host = await AlertsHost.StartAsync();
        using var stream = await StreamClient.OpenAsync(host.Client);
        Assert.Equal("start", (await stream.NextAsync())!.Value.Type);
        await host.DisposeAsync();
        Assert.Null(await stream.NextAsync());
        Assert.InRange(stream.Retry, 200, 3000);
    }

    private static async Task<WebApplication> ServeAsync(TimeProvider clock, TimeSpan notice)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(clock).AddServingEnd(notice);
        var app = builder.Build();
        app.MapHealthChecks("/ready");
        app.MapGet("/", () => "answer");
        app.MapGet("/stuck", async context =>
        {
            await context.Response.Body.WriteAsync("x"u8.ToArray());
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        await app.StartAsync(Stop);
        return app;
    }
}
