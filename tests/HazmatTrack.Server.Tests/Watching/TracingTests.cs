using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Tracing;
using HazmatTrack.Domain;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HazmatTrack.Server.Tests.Watching;

/// <summary>What a collector of traces gets.</summary>
public sealed class TracingTests : IDisposable
{
    /// <summary>A trace that the sender has begun, and says it is sampled.</summary>
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-traces-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_report_is_followed_from_its_request_into_history_and_no_span_names_its_vehicle()
    {
        await using var collector = await Collector.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync($"--Tracing:Endpoint={collector.Address}", "--Tracing:Share=1");
        await PostAsync(silo);
        await silo.HasTakenAsync(1);
        using (await silo.Http.GetAsync(new Uri("/api/v1/vehicles/沪A12345_2", UriKind.Relative), Stop))
        {
            await collector.HasAsync("GET /api/v1/vehicles/{id}", TimeSpan.FromSeconds(30));
        }

        var trace = Convert.FromHexString(TraceId);
        foreach (var span in (string[])["POST /api/v1/positions", "positions", "evaluate", "history", "hot"])
        {
            await collector.HasAsync(span, TimeSpan.FromSeconds(30), trace);
        }

        Assert.DoesNotContain("12345", collector.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain("/healthz", collector.Everything, StringComparison.Ordinal);
    }

    /// <summary>Whoever may write to the topic decides what its headers are.</summary>
    [Fact]
    public void A_record_with_a_header_that_is_no_trace_goes_with_none()
    {
        foreach (var value in (byte[]?[])[null, [], [0, 255], new byte[100_000]])
        {
            Assert.Null(Spans.Of([new Header(Spans.Header, value)]));
        }
    }

    [Fact]
    public async Task What_a_caller_says_of_sampling_does_not_count()
    {
        await using var collector = await Collector.StartAsync();
        await using var program = TestProgram.Embedded(_folder);
        var silo = await program.StartAsync($"--Tracing:Endpoint={collector.Address}", "--Tracing:Share=0");
        await PostAsync(silo);
        await silo.HasTakenAsync(1);
        await program.StopAsync(silo);
        Assert.DoesNotContain(Encoding.Latin1.GetString(Convert.FromHexString(TraceId)), collector.Everything, StringComparison.Ordinal);
    }

    private static async Task PostAsync(TestProgram.Silo silo)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/positions")
        {
            Content = JsonContent.Create(new[]
            {
                new { plate = "沪A12345", plateColor = 2, time = ChinaTimeText.Format(Instant.From(TimeProvider.System.GetUtcNow())), lat = 31.2, lon = 121.4 },
            }),
        };
        request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
        using var answer = await silo.Http.SendAsync(request, Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>Takes OTLP by HTTP and keeps the bodies, in which names and ids are as they are in protobuf.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> _bodies = [];
        private readonly WebApplication _app;

        private Collector(WebApplication app) => _app = app;

        public string Address => _app.Urls.Single();

        public string Everything => string.Join('\n', _bodies);

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var collector = new Collector(builder.Build());
            collector._app.MapPost("/v1/traces", async (HttpRequest request) =>
            {
                using var body = new MemoryStream();
                await request.Body.CopyToAsync(body, Stop);
                collector._bodies.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
                return Results.Ok();
            });
            await collector._app.StartAsync(Stop);
            return collector;
        }

        /// <summary>Waits for a span of a name, in a trace where one is given.</summary>
        public Task HasAsync(string span, TimeSpan within, byte[]? trace = null)
        {
            // Span: trace_id is field 1, span_id 2, trace_state 3, parent_span_id 4, flags 16, name 5.
            var name = "\u002a" + (char)span.Length + span;
            var id = trace is null ? "" : "\u000a\u0010" + Encoding.Latin1.GetString(trace);
            return Eventually.BecomesTrueAsync(() => Task.FromResult(_bodies.Any(Holds)), $"span {span}", (int)within.TotalSeconds);

            bool Holds(string body)
            {
                for (var at = body.IndexOf(name, StringComparison.Ordinal); at >= 0; at = body.IndexOf(name, at + 1, StringComparison.Ordinal))
                {
                    // The ids stand before the name of their span.
                    if (id == "" || body[Math.Max(0, at - 80)..at].Contains(id, StringComparison.Ordinal))
                    {
                        return true;
                    }
                }

                return false;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }
    }
}
