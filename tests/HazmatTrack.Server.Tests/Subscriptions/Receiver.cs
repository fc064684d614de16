using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using HazmatTrack.Domain.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HazmatTrack.Server.Tests.Subscriptions;

/// <summary>A request that a receiver got.</summary>
/// <param name="Path">The path of the receiver's address.</param>
internal sealed record Received(string Path, string Id, long Timestamp, string Signature, string Body)
{
    private JsonElement Root { get; } = JsonDocument.Parse(Body).RootElement;

    public string Type => Root.GetProperty("type").GetString()!;

    public JsonElement Data => Root.GetProperty("data");

    public string Vehicle => (Type == "alert.gone" ? Data : Data.GetProperty("alert")).GetProperty("vehicle").GetString()!;

    public long Sequence => Data.GetProperty("sequence").GetInt64();

    /// <summary>Which of some secrets have signed it.</summary>
    public IReadOnlyList<bool> SignedBy(params string[] secrets) =>
    [
        .. secrets.Select(text => Signature.Split(' ').Contains(
            WebhookSignature.Sign(Id, Timestamp, System.Text.Encoding.UTF8.GetBytes(Body), [WebhookSecret.TryParse(text, out var secret) ? secret : []]))),
    ];
}

/// <summary>A receiver of webhooks: a web server on a loopback port, which answers as the test says and remembers what it took.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = [];
    private readonly ConcurrentQueue<Received> _taken = [];
    private int _underWay;
    private int _mostUnderWay;

    private Receiver(WebApplication app) => _app = app;

    /// <summary>What it answers; 204 at first.</summary>
    public Func<Received, HttpContext, Task<int>> Answers { get; set; } = (_, _) => Task.FromResult(204);

    /// <summary>Every request, in the order in which they came.</summary>
    public IReadOnlyList<Received> All => [.. _received];

    /// <summary>The requests that were answered by 2xx, in the order in which they were.</summary>
    public IReadOnlyList<Received> Taken => [.. _taken];

    public int MostUnderWay => _mostUnderWay;

    public int Port => new Uri(_app.Urls.Single()).Port;

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.MapPost("/{**path}", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public string Address(string path = "hook") => $"http://127.0.0.1:{Port}/{path}";

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers;
        var received = new Received(
            context.Request.Path, headers[WebhookSignature.IdHeader].ToString(),
            long.Parse(headers[WebhookSignature.TimestampHeader].ToString(), CultureInfo.InvariantCulture),
            headers[WebhookSignature.SignatureHeader].ToString(), body);
        lock (_received)
        {
            _received.Enqueue(received);
            _mostUnderWay = Math.Max(_mostUnderWay, ++_underWay);
        }

        try
        {
            var status = await Answers(received, context);
            if (status is >= 200 and < 300)
            {
                _taken.Enqueue(received);
            }

            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = status;
                if (status != 204)
                {
                    await context.Response.WriteAsync($"status {status}");
                }
            }
        }
        finally
        {
            lock (_received)
            {
                _underWay--;
            }
        }
    }
}
