using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Server.Tests.Http;

namespace HazmatTrack.Server.Tests.OpenApi;

/// <summary>A client that was generated from the document meets nothing that the document does not say.</summary>
public sealed class AnswersTests(ReadApiTests.Running running) : IClassFixture<ReadApiTests.Running>
{
    private const string Permit = """{"vehicle":"沪A12345_2","provinces":["310000"],"validFrom":"2026-07-01T00:00:00Z","validTo":"2026-08-01T00:00:00Z"}""";
    private const string Route = """{"vehicle":"沪A12345_2","line":[[121.1,31.1],[121.2,31.2]],"corridorM":500,"validFrom":"2026-07-01T00:00:00Z","validTo":"2026-08-01T00:00:00Z"}""";

    /// <summary>Values that somebody may send in place of a right one, as they are on the wire.</summary>
    private static readonly string[] s_values =
    [
        "", "%00", "%ED%A0%80", "%FF", "%20", "0", "-1", "-0", "%2B1", "1.5", "99999999999999999999", "1e400", "NaN", "Infinity", "null", "true", "*",
        "%22", "a,b,c", ",,,",
        "0,0,0", "90,180,200000", "-90,-180,1", "-180,-90,180,90", "1e5,0,1", "0000-00-00T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
        "2016-12-31T23:59:60Z", "2026-07-01T23:59:60Z", "2026-07-01T08:00:00", "2026-02-30T00:00:00Z", "2026-07-01T24:00:00Z", "2100-12-31T23:59:59-14:00",
        "2000-01-01T00:00:00%2B14:00", "%E6%B2%AAA12345_2", "%E6%B2%AAA12345_9", "310000", "990000", "999999", "%F0%9F%9A%9A",
        "../..", "a%2Fb", "%27--", "MA", "LTE", "310000:%E6%B2%AAA12345_2",
        "-A1_2,0,0", "%E6%B2%AAA12345_2,99999999999999999,2147483647",
    ];

    /// <summary>Values of JSON that somebody may send in place of a right one.</summary>
    private static readonly string[] s_json =
    [
        "null", "true", "0", "-1", "1e400", "99999999999999999999999", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u202e\"",
        "\"9999-12-31T23:59:59Z\"", "[]", "{}", "[null]", "[[]]", "[\"\\ud800\"]", "[[1e400,1e400],[0,0]]", "{\"type\":\"\\ud800\"}", "{\"\\ud800\":1}",
        "{\"type\":\"LineString\",\"coordinates\":{}}",
        "{\"type\":\"LineString\",\"coordinates\":[[\"\\ud800\",1],[2,3]]}", "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]", "\"310000\"", "[160000]",
    ];

    private static readonly (string Name, string[] Values)[] s_headers =
    [
        ("If-Match", ["*", "\"1\"", "W/\"1\"", "\"99999999999999999999\"", "1", "\"", "\"1\", *", "\"1\",\"2\""]),
        ("If-None-Match", ["*", "\"1\"", "W/\"1\"", "\"99999999999999999999\"", "1", "\"", "\"1\",\"2\""]),
        ("Accept-Language", ["en", "zh", "*", "en;q=0", "en;q=2", ";;;", "xx-\u0001", "en,en,en", ""]),
        ("Accept", ["text/html", "application/xml;q=0", "nonsense"]),
        ("Accept-Encoding", ["gzip", "gzip;q=0", "identity;q=0", "*;q=0", "nonsense"]),
        ("Range", ["bytes=0-10", "bytes=99999999-", "nonsense"]),
        ("If-Modified-Since", ["nonsense", "Thu, 01 Jan 2099 00:00:00 GMT"]),
        ("Last-Event-ID", ["x", "-1", "99999999999999999999"]),
        ("Content-Encoding", ["gzip", "identity", "gzip, br", "nonsense"]),
    ];

    private readonly HttpClient _http = running.Program.Silos[0].Http;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_a_client_asks_the_answer_is_one_that_the_document_has()
    {
        await EachAsync(async (call, send) =>
        {
            foreach (var address in Addresses(call, await GoodAsync(call)))
            {
                await send(new(new(call.Method), address) { Content = BodyOf(call) });
            }
        });
    }

    [Fact]
    public async Task Whatever_a_client_sends_as_body_the_answer_is_one_that_the_document_has()
    {
        await EachAsync(async (call, send) =>
        {
            var (path, query) = await GoodAsync(call);
            foreach (var body in call.HasBody ? Bodies(call) : [])
            {
                await send(new(new(call.Method), Address(path, query)) { Content = Json(body) });
            }
        });
    }

    [Fact]
    public async Task Whatever_headers_a_client_sends_the_answer_is_one_that_the_document_has()
    {
        await EachAsync(async (call, send) =>
        {
            var (path, query) = await GoodAsync(call);
            foreach (var (name, value) in s_headers.SelectMany(h => h.Values, (h, v) => (h.Name, v)))
            {
                var request = new HttpRequestMessage(new(call.Method), Address(path, query)) { Content = BodyOf(call) };
                HttpHeaders? headers = name.StartsWith("Content", StringComparison.Ordinal) ? request.Content?.Headers : request.Headers;
                if (headers?.TryAddWithoutValidation(name, value) == true)
                {
                    await send(request);
                }
            }
        });
    }

    /// <summary>Sends requests of every call, and fails where an answer is not as the document says.</summary>
    private async Task EachAsync(Func<ApiOperation, Func<HttpRequestMessage, Task>, Task> requests)
    {
        var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Stop)).RootElement;
        var (answers, faults) = (new DocumentedAnswer(document), new List<string>());
        await FileAsync();
        using var handler = new HttpClientHandler { AutomaticDecompression = System.Net.DecompressionMethods.All };
        using var http = new HttpClient(handler) { BaseAddress = _http.BaseAddress };
        running.Program.Silos[0].Use(http);
        foreach (var call in ApiOperation.From(document))
        {
            await requests(call, async request =>
            {
                using var sent = request;
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
                if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream")
                {
                    await answers.CheckAsync(call, $"{request.RequestUri} {request.Headers} {request.Content?.Headers}".ReplaceLineEndings(" "), answer, faults);
                }
            });
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct().Take(60)));
    }

    /// <summary>The good body with each of its members wrong, absent, given twice; and bodies that are none.</summary>
    private static IEnumerable<string> Bodies(ApiOperation call)
    {
        var good = call.Path.Contains("positions", StringComparison.Ordinal)
            ? $$"""{"plate":"沪A12345","plateColor":2,"time":"{{ChinaTimeText.Format(Instant.From(DateTimeOffset.UtcNow))}}","lat":31.2,"lon":121.4,"speedKmh":60.5,"heading":90,"datum":"wgs84","fixed":true,"alarmBits":0,"altitudeM":1,"mileageKm":1}"""
            : BodyText(call);
        var members = JsonDocument.Parse(good).RootElement.EnumerateObject().ToList();
        string Text(IEnumerable<(string Name, string Value)> all) => $"{{{string.Join(',', all.Select(m => $"\"{m.Name}\":{m.Value}"))}}}";
        foreach (var member in members)
        {
            var others = members.Where(m => m.Name != member.Name).Select(m => (m.Name, m.Value.GetRawText())).ToList();
            yield return Text(others);
            yield return Text([.. others, (member.Name, member.Value.GetRawText()), (member.Name, member.Value.GetRawText())]);
            yield return Text([.. others, (member.Name.ToUpperInvariant(), member.Value.GetRawText())]);
            foreach (var value in s_json)
            {
                yield return Text([.. others, (member.Name, value)]);
            }
        }

        foreach (var value in (string[])[.. s_json, "", "{", "\uFEFF{}", "{\"\":1}", new string('[', 5000)])
        {
            yield return value;
        }
    }

    private static string At(int days) => Uri.EscapeDataString(ChinaTimeText.Format(Instant.From(DateTimeOffset.UtcNow.AddDays(days))));

    private static string Address(string path, IEnumerable<KeyValuePair<string, string>> query) =>
        path + string.Concat(query.Select((q, i) => $"{(i == 0 ? '?' : '&')}{q.Key}={q.Value}"));

    /// <summary>The good address, and for each of its parameters those with a wrong value, without it, and with it twice.</summary>
    private static IEnumerable<string> Addresses(ApiOperation call, (string Path, Dictionary<string, string> Query) good)
    {
        string Address(IEnumerable<KeyValuePair<string, string>> query) => AnswersTests.Address(good.Path, query);
        yield return Address(good.Query);
        foreach (var parameter in call.Definition.TryGetProperty("parameters", out var list) ? list.EnumerateArray() : [])
        {
            var (name, place) = (parameter.GetProperty("name").GetString()!, parameter.GetProperty("in").GetString());
            if (place == "header")
            {
                continue;
            }

            foreach (var value in s_values)
            {
                if (place == "query")
                {
                    yield return Address(good.Query.Where(q => q.Key != name).Append(new(name, value)));
                }
                else if (value is not ("" or "../.." or "%00"))
                {
                    yield return call.Path.Replace($"{{{name}}}", value, StringComparison.Ordinal) + Address(good.Query)[good.Path.Length..];
                }
            }

            if (place == "query")
            {
                yield return Address(good.Query.Where(q => q.Key != name));
                yield return Address([.. good.Query, new(name, "1"), new(name, "1")]);
                yield return Address(good.Query.Append(new(name.ToUpperInvariant(), "1")));
                yield return Address(good.Query.Append(new(name, new string('9', 2000))));
            }
        }

        yield return Address(good.Query.Append(new("", "1")));
    }

    private async Task<(string Path, Dictionary<string, string> Query)> GoodAsync(ApiOperation call)
    {
        var vehicle = Uri.EscapeDataString(running.Fleet.Trucks[0].Vehicle.ToString());
        var alerts = JsonDocument.Parse(await _http.GetStringAsync(new Uri("/api/v1/alerts?limit=1", UriKind.Relative), Stop)).RootElement;
        var alert = alerts.GetProperty("items")[0].GetProperty("id").GetString();
        var path = call.Path.Replace("{number}", call.Method == "PUT" ? "OA3" : "OA2", StringComparison.Ordinal)
            .Replace("{id}", call.Path.Contains("/vehicles/", StringComparison.Ordinal) ? vehicle : alert, StringComparison.Ordinal);
        return (path, call.Path switch
        {
            "/api/v1/locate" => new() { ["lat"] = "31.2304", ["lon"] = "121.4737" },
            "/api/v1/search/presence" => new() { ["bbox"] = "110,20,125,40", ["from"] = At(-2), ["to"] = At(2), ["limit"] = "2" },
            "/api/v1/vehicles/{id}/history" => new() { ["from"] = At(-2), ["to"] = At(2) },

            // A wrong parameter, so that the session of these tests does not end.
            "/api/v1/session" when call.Method == "DELETE" => new() { ["none"] = "1" },
            _ => [],
        });
    }

    private static StringContent? BodyOf(ApiOperation call) => call.HasBody ? Json(BodyText(call)) : null;

    private static string BodyText(ApiOperation call) =>
        call.Path.Contains("permits", StringComparison.Ordinal) ? Permit
        : call.Path.Contains("routes", StringComparison.Ordinal) ? Route
        : call.Path.Contains("positions", StringComparison.Ordinal) ? "[]"
        : call.Path.EndsWith("assign", StringComparison.Ordinal) ? """{"assignee":"李四"}""" : """{}""";

    private static StringContent Json(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private async Task FileAsync()
    {
        foreach (var (kind, body) in new[] { ("permits", Permit), ("routes", Route) })
        {
            using var content = Json(body);
            using var filed = await _http.PutAsync(new Uri($"/api/v1/{kind}/OA2", UriKind.Relative), content, Stop);
            Assert.True(filed.IsSuccessStatusCode, await filed.Content.ReadAsStringAsync(Stop));
        }
    }
}
