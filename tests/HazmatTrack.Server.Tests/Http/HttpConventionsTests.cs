using System.IO.Compression;
using System.Net;
using System.Text.Json;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Server.Tests.Ingest;

namespace HazmatTrack.Server.Tests.Http;

/// <summary>What a client may expect of every call.</summary>
public sealed class HttpConventionsTests(ReadApiTests.Running running) : IClassFixture<ReadApiTests.Running>
{
    private readonly HttpClient _http = running.Program.Silos[0].Http;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Track => $"/api/v1/vehicles/{Uri.EscapeDataString(running.Fleet.Trucks[0].Vehicle.ToString())}/history?from=2020-01-01T00:00:00Z&to=2090-01-01T00:00:00Z";

    [Fact]
    public async Task HEAD_answers_the_headers_of_every_GET_and_no_body()
    {
        var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Stop));
        var calls = document.RootElement.GetProperty("paths").EnumerateObject().Where(p => p.Value.TryGetProperty("get", out _))
            .Select(p => p.Name.Replace("{id}", "%E6%B2%AAZ00000_2", StringComparison.Ordinal).Replace("{number}", "P1", StringComparison.Ordinal)).ToList();
        Assert.True(calls.Count > 10);
        foreach (var path in (string[])[.. calls, "/openapi/v1.json", "/healthz/live", "/healthz/ready", "/metrics", "/", "/app.js",
            "/api/v1/nothing", Track, $"{Track}&format=csv"])
        {
            using var get = await SendAsync(HttpMethod.Get, path);
            using var head = await SendAsync(HttpMethod.Head, path);
            Assert.True(get.StatusCode == head.StatusCode, $"{path}: {get.StatusCode}, {head.StatusCode}");
            Assert.Equal(Names(get), Names(head));
            Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Stop));
        }
    }

    [Theory]
    [InlineData("/api/v1/alerts", "GET, HEAD, OPTIONS")]
    [InlineData("/api/v1/positions", "OPTIONS, POST")]
    [InlineData("/api/v1/permits/P1", "DELETE, GET, HEAD, OPTIONS, PUT")]
    [InlineData("/api/v1/alerts/x/close", "OPTIONS, POST")]
    public async Task OPTIONS_and_a_refusal_name_what_is_allowed(string path, string allowed)
    {
        foreach (var (method, status) in new[] { (HttpMethod.Options, HttpStatusCode.NoContent), (HttpMethod.Patch, HttpStatusCode.MethodNotAllowed) })
        {
            using var answer = await SendAsync(method, path);
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow));
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Answers_are_compressed_for_a_client_that_takes_them_so(string coding)
    {
        foreach (var path in (string[])["/api/v1/vehicles", "/api/v1/borders", Track, $"{Track}&format=csv", $"{Track}&format=geojson",
            $"{Track}&format=gpx", "/app.js", "/openapi/v1.json"])
        {
            using var plain = await SendAsync(HttpMethod.Get, path);
            Assert.Empty(plain.Content.Headers.ContentEncoding);
            using var answer = await SendAsync(HttpMethod.Get, path, r => r.Headers.AcceptEncoding.ParseAdd(coding));
            Assert.True(answer.Content.Headers.ContentEncoding.SequenceEqual([coding]), path);
            Assert.Contains("Accept-Encoding", answer.Headers.Vary, StringComparer.OrdinalIgnoreCase);
            var compressed = new MemoryStream(await answer.Content.ReadAsByteArrayAsync(Stop));
            using Stream stream = coding == "br" ? new BrotliStream(compressed, CompressionMode.Decompress)
                : new GZipStream(compressed, CompressionMode.Decompress);
            using var whole = new MemoryStream();
            await stream.CopyToAsync(whole, Stop);
            Assert.Equal(await plain.Content.ReadAsByteArrayAsync(Stop), whole.ToArray());
            Assert.True(compressed.Length < whole.Length, $"{path}: {compressed.Length} of {whole.Length}");
        }
    }

    [Fact]
    public async Task A_stream_is_not_compressed_and_tells_at_once()
    {
        using var answer = await _http.SendAsync(
            new(HttpMethod.Get, "/api/v1/alerts/stream") { Headers = { AcceptEncoding = { new("gzip"), new("br") } } },
            HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop));
        Assert.StartsWith("retry:", await reader.ReadLineAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task A_document_may_come_compressed(string coding)
    {
        var body = """{"vehicle":"沪A12345_2","provinces":["310000"],"validFrom":"2026-07-01T00:00:00Z","validTo":"2026-08-01T00:00:00Z"}"""u8.ToArray();
        using var answer = await SendAsync(HttpMethod.Put, $"/api/v1/permits/coded-{coding}", r =>
            r.Content = Coded(coding, CodedBodyTests.Coded(coding, body)));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Theory]
    [InlineData("permits/P9", "PUT")]
    [InlineData("alerts/x/acknowledge", "POST")]
    public async Task A_body_that_is_not_of_its_coding_is_the_clients_fault(string path, string method)
    {
        foreach (var (coding, status) in new[] { ("gzip", HttpStatusCode.BadRequest), ("lz4", HttpStatusCode.UnsupportedMediaType) })
        {
            using var answer = await SendAsync(new(method), $"/api/v1/{path}", r => r.Content = Coded(coding, "{\"by\":\"张三\"}"u8.ToArray()));
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_page_of_another_origin_may_not_call_without_the_setting()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/api/v1/alerts", r => r.Headers.Add("Origin", "https://gis.example.cn"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static ByteArrayContent Coded(string coding, byte[] body) =>
        new(body) { Headers = { ContentType = new("application/json"), ContentEncoding = { coding } } };

    private static IEnumerable<string> Names(HttpResponseMessage answer) => answer.Headers.Concat(answer.Content.Headers).Select(h => h.Key)
        .Where(n => n is not ("Transfer-Encoding" or "Content-Length")).Order(StringComparer.Ordinal);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? more = null)
    {
        using var request = new HttpRequestMessage(method, path);
        more?.Invoke(request);
        var isStream = path.EndsWith("/stream", StringComparison.Ordinal) && method == HttpMethod.Get;
        return await _http.SendAsync(request, isStream ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead, Stop);
    }
}
