using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HazmatTrack.Server.Tests.EndToEnd;

namespace HazmatTrack.Server.Tests.Http;

/// <summary>A client that reads one form of error reads all of them.</summary>
public sealed class ProblemFormTests(ReadApiTests.Running running) : IClassFixture<ReadApiTests.Running>
{
    private readonly HttpClient _http = running.Program.Silos[0].Http;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_call_names_all_faults_of_a_request_at_once()
    {
        var calls = await CallsAsync();
        Assert.True(calls.Count > 25);
        foreach (var call in calls)
        {
            var body = call.TakesObject ? Json("{\"strange\":1,\"odd\":2}") : call.HasBody ? Json("[]") : null;
            var problem = await RefusedAsync(call, call.Address + "?nonsense=1&other=2", body, HttpStatusCode.BadRequest);
            Assert.Superset(
                new HashSet<string>(call.TakesObject ? ["nonsense", "other", "odd", "strange"] : ["nonsense", "other"]), problem.Fields().ToHashSet());
        }
    }

    [Fact]
    public async Task A_method_that_a_call_does_not_have_is_refused_in_the_same_form()
    {
        foreach (var call in (await CallsAsync()).DistinctBy(c => c.Path))
        {
            var problem = await RefusedAsync(call with { Method = "PATCH" }, call.Address, null, HttpStatusCode.MethodNotAllowed);
            Assert.Equal("Method not allowed", problem.GetProperty("title").GetString());
        }
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_is_refused_in_the_same_form()
    {
        foreach (var call in (await CallsAsync()).Where(c => c.HasBody))
        {
            var typed = await RefusedAsync(call, call.Address + "?nonsense=1", new StringContent("{}"), HttpStatusCode.UnsupportedMediaType);
            Assert.Equal(["Content-Type", "nonsense"], typed.Fields());
            var coded = Json("{}");
            coded.Headers.ContentEncoding.Add("lz4");
            Assert.Equal(["Content-Encoding"], (await RefusedAsync(call, call.Address, coded, HttpStatusCode.UnsupportedMediaType)).Fields());
            var broken = await RefusedAsync(call, call.Address + "?nonsense=1", Json("{\"by\":"), HttpStatusCode.BadRequest);
            Assert.Equal(["body", "nonsense"], broken.Fields());
            Assert.Equal(["body"], (await RefusedAsync(call, call.Address, Json(new string(' ', 9_000_000)), HttpStatusCode.RequestEntityTooLarge)).Fields());
        }
    }

    [Theory]
    [InlineData("""{"note":"\ud800"}""", "note")]
    [InlineData("""{"note":17}""", "note")]
    [InlineData("""{"note":"李","\ud800":1}""", "body")]
    [InlineData("""{"note":"李","note":"王"}""", "body")]
    [InlineData("""["note"]""", "body")]
    public async Task A_body_whose_texts_are_none_is_the_clients_fault(string body, string field)
    {
        const string Address = "/api/v1/alerts/x/acknowledge";
        Assert.Equal([field], (await RefusedAsync(new("POST", Address, default), Address, Json(body), HttpStatusCode.BadRequest)).Fields());
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1/vehicles/a/b/c")]
    [InlineData("/nothing")]
    [InlineData("/openapi/v2.json")]
    public async Task An_address_that_does_not_exist_is_not_found_in_the_same_form(string address)
    {
        var problem = await RefusedAsync(new("GET", address, default), address, null, HttpStatusCode.NotFound);
        Assert.Equal(("not-found", "Not found"), (problem.GetProperty("code").GetString(), problem.GetProperty("title").GetString()));
        Assert.Contains(address, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "请求无效")]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "请求无效")]
    [InlineData("de-DE,fr;q=0.5", "请求无效")]
    [InlineData("nonsense;;;", "请求无效")]
    [InlineData("en", "Invalid request")]
    [InlineData("en-US,en;q=0.9,zh-CN;q=0.8", "Invalid request")]
    [InlineData("de,en;q=0.7,zh;q=0.3", "Invalid request")]
    [InlineData("en;q=0.1,zh-TW", "请求无效")]
    public async Task An_error_is_in_the_language_of_its_reader(string? accepted, string title)
    {
        using var http = new HttpClient { BaseAddress = _http.BaseAddress };
        running.Program.Silos[0].Use(http);
        if (accepted is not null)
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", accepted);
        }

        using var answer = await http.GetAsync(new Uri("/api/v1/vehicles?limit=0", UriKind.Relative), Stop);
        var problem = await ProblemForm.ReadAsync(answer, accepted ?? "");
        Assert.Equal(title, problem.GetProperty("title").GetString());
        var isChinese = title == "请求无效";
        Assert.Equal(isChinese ? "zh-CN" : "en", answer.Content.Headers.ContentLanguage.Single());
        var message = problem.GetProperty("errors").GetProperty("limit")[0].GetProperty("message").GetString();
        Assert.Contains(isChinese ? "整数" : "whole number", message, StringComparison.Ordinal);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private async Task<List<ApiOperation>> CallsAsync() =>
        [.. ApiOperation.From(JsonDocument.Parse(await _http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Stop)).RootElement)];

    private async Task<JsonElement> RefusedAsync(ApiOperation call, string address, HttpContent? body, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new(call.Method), address) { Content = body };
        using var answer = await _http.SendAsync(request, Stop);
        Assert.True(status == answer.StatusCode, $"{call}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
        return await ProblemForm.ReadAsync(answer, call.ToString());
    }
}
