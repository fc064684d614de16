using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using HazmatTrack.Domain;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Server.Tests.Http;

namespace HazmatTrack.Server.Tests.OpenApi;

/// <summary>A client that is generated from the OpenAPI document works.</summary>
public sealed partial class OpenApiDocumentTests(ReadApiTests.Running running) : IClassFixture<ReadApiTests.Running>
{
    private readonly HttpClient _http = running.Program.Silos[0].Http;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redocly_finds_nothing_to_say()
    {
        var (code, output) = await NodeTools.RunAsync("redocly", "lint", "--config", "redocly.yaml", "--format=json", await WriteAsync());
        Assert.True(code == 0, output);
        var totals = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..(output.LastIndexOf('}') + 1)]).RootElement.GetProperty("totals");
        Assert.True((totals.GetProperty("errors").GetInt32(), totals.GetProperty("warnings").GetInt32()) == (0, 0), output);
    }

    [Fact]
    public async Task Spectral_finds_nothing_to_say()
    {
        var (code, output) = await NodeTools.RunAsync("spectral", "lint", "--ruleset", "spectral.yaml", "--fail-severity", "hint", await WriteAsync());
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task A_TypeScript_client_of_the_document_compiles_the_calls_of_the_readme()
    {
        var client = Path.Combine(NodeTools.Generated, "schema.ts");
        var (generated, messages) = await NodeTools.RunAsync("openapi-typescript", await WriteAsync(), "--output", client);
        Assert.True(generated == 0, messages);
        var (compiled, faults) = await NodeTools.RunAsync("tsc", "--project", "tsconfig.json");
        Assert.True(compiled == 0, faults);
    }

    [Theory]
    [InlineData("README.md", "## HTTP API")]
    [InlineData("README.md", "## Access")]
    [InlineData("README.zh-CN.md", "## HTTP 接口")]
    [InlineData("README.zh-CN.md", "## 访问控制")]
    public async Task The_calls_of_the_readme_are_in_the_document_and_are_compiled(string readme, string heading)
    {
        var calls = ReadmeCalls(readme, heading);
        Assert.True(calls.Count > 15, string.Join('\n', calls));
        var document = await DocumentAsync();
        var compiled = string.Concat(Directory.EnumerateFiles(NodeTools.Folder, "*.ts").Select(File.ReadAllText));
        foreach (var (method, path, parameters) in calls)
        {
            var operation = ApiOperation.From(document).SingleOrDefault(o => o.Method == method && o.Path == path);
            Assert.True(operation is not null, $"{readme}: {method} {path} is not in the document.");
            Assert.Matches($@"(client|program)\.{method}\('{Regex.Escape(path)}'", compiled);
            Assert.Subset(operation.Parameters.ToHashSet(), parameters.ToHashSet());
        }
    }

    [Fact]
    public async Task Every_JSON_that_is_sent_or_answered_has_an_example()
    {
        // Of a query, the answer is that of the address in it.
        string[] without = ["query response"];
        var bare =
            from operation in ApiOperation.From(await DocumentAsync())
            from body in Bodies(operation)
            where body.Content.TryGetProperty("application/json", out var json) && !json.TryGetProperty("example", out _)
            select $"{operation.Definition.GetProperty("operationId")} {body.Which}";
        Assert.Empty(bare.Except(without));
    }

    private static IEnumerable<(string Which, JsonElement Content)> Bodies(ApiOperation operation)
    {
        if (operation.HasBody)
        {
            yield return ("request", operation.Definition.GetProperty("requestBody").GetProperty("content"));
        }

        foreach (var answer in operation.Definition.GetProperty("responses").EnumerateObject())
        {
            if (answer.Name.StartsWith('2') && answer.Value.TryGetProperty("content", out var content))
            {
                yield return ("response", content);
            }
        }
    }

    [Fact]
    public async Task Every_member_of_every_schema_is_described()
    {
        var faults = new List<string>();
        foreach (var component in (await DocumentAsync()).GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            var members = component.Value.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToList() : [];
            faults.AddRange(members.Prepend(component).Where(m => !m.Value.TryGetProperty("description", out var about) || about.GetString()!.Length < 5)
                .Select(m => m.Name == component.Name ? m.Name : $"{component.Name}.{m.Name}"));
        }

        // Both are texts by language, whose names are tags of languages.
        Assert.Empty(faults.Except(["LocalText.zh-CN", "LocalText.en"]));
    }

    [Fact]
    public async Task Only_an_assignment_names_an_assignee_and_it_must()
    {
        var document = await DocumentAsync();
        foreach (var call in ApiOperation.From(document).Where(c => c.HasBody && c.Path.StartsWith("/api/v1/alerts/", StringComparison.Ordinal)))
        {
            var body = call.Definition.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
            var schema = document.GetProperty("components").GetProperty("schemas").GetProperty(body.GetProperty("$ref").GetString()!.Split('/')[^1]);
            var isAssignment = call.Path.EndsWith("/assign", StringComparison.Ordinal);
            Assert.Equal(isAssignment, schema.GetProperty("properties").TryGetProperty("assignee", out _));
            var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(r => r.GetString()) : [];
            Assert.Equal(isAssignment, required.Contains("assignee"));
        }
    }

    [Fact]
    public async Task Every_call_has_the_error_that_any_call_may_answer()
    {
        foreach (var call in ApiOperation.From(await DocumentAsync()))
        {
            var any = call.Definition.GetProperty("responses").GetProperty("default").GetProperty("content").GetProperty("application/problem+json");
            Assert.Equal("#/components/schemas/Problem", any.GetProperty("schema").GetProperty("$ref").GetString());
            Assert.Equal(
                ["internal", "method-not-allowed", "request-timeout", "too-many-requests"],
                any.GetProperty("examples").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task What_the_server_answers_is_what_the_document_says()
    {
        var document = await DocumentAsync();
        var (from, to) = ("2020-01-01T00:00:00Z", "2090-01-01T00:00:00Z");
        var vehicle = Uri.EscapeDataString(running.Fleet.Trucks[0].Vehicle.ToString());
        var alert = (await GetAsync("/api/v1/alerts?limit=1")).GetProperty("items")[0].GetProperty("id").GetString();
        await FileAsync();
        foreach (var (path, address) in new[]
        {
            ("/api/v1/vehicles", "/api/v1/vehicles"),
            ("/api/v1/vehicles/{id}", $"/api/v1/vehicles/{vehicle}"),
            ("/api/v1/vehicles/{id}/history", $"/api/v1/vehicles/{vehicle}/history?from={from}&to={to}"),
            ("/api/v1/search/presence", "/api/v1/search/presence?bbox=110,20,125,40&from=" + At(-2) + "&to=" + At(2)),
            ("/api/v1/alerts", "/api/v1/alerts"),
            ("/api/v1/alerts/counts", "/api/v1/alerts/counts"),
            ("/api/v1/alerts/{id}", $"/api/v1/alerts/{alert}"),
            ("/api/v1/rules", "/api/v1/rules"),
            ("/api/v1/partitions", "/api/v1/partitions"),
            ("/api/v1/locate", "/api/v1/locate?lat=31.2304&lon=121.4737"),
            ("/api/v1/locate", "/api/v1/locate?lat=0&lon=0"),
            ("/api/v1/document-kinds", "/api/v1/document-kinds"),
            ("/api/v1/permits", "/api/v1/permits"),
            ("/api/v1/permits/{number}", "/api/v1/permits/OA1"),
            ("/api/v1/permits/{number}/versions", "/api/v1/permits/OA1/versions"),
            ("/api/v1/vehicles", "/api/v1/vehicles?limit=ten"),
            ("/api/v1/alerts/{id}", "/api/v1/alerts/x"),
        })
        {
            using var answer = await _http.GetAsync(new Uri(address, UriKind.Relative), Stop);
            var described = ApiOperation.From(document).Single(o => o.Method == "GET" && o.Path == path).Definition.GetProperty("responses")
                .GetProperty(((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture))
                .GetProperty("content").GetProperty(answer.Content.Headers.ContentType!.MediaType!);
            var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;
            var faults = new List<string>();
            new SchemaCheck(document, faults).Check(described.GetProperty("schema"), body, address);
            Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct().Take(20)));
        }

        static string At(int days) => Uri.EscapeDataString(ChinaTimeText.Format(Instant.From(DateTimeOffset.UtcNow.AddDays(days))));
    }

    [GeneratedRegex(@"`(?:(GET|POST|PUT|DELETE) )?(/?[\w{}/-]+)?(\?[^`]*)?`")]
    private static partial Regex Call();

    [GeneratedRegex(@"^\| `(GET|POST|PUT|DELETE) ")]
    private static partial Regex RowOfCalls();

    [GeneratedRegex(@"[?&¦](\w+)(?==)")]
    private static partial Regex Parameter();

    /// <summary>The calls of the tables below a heading: each first cell has some, of which the later ones may repeat the beginning of the first.</summary>
    private static List<(string Method, string Path, string[] Parameters)> ReadmeCalls(string readme, string heading)
    {
        var text = File.ReadAllText(Path.Combine(NodeTools.Folder, "..", "..", readme));
        var table = text[text.IndexOf("\n" + heading + "\n", StringComparison.Ordinal)..].Split('\n')
            .Skip(2).TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal)).Where(l => RowOfCalls().IsMatch(l));
        var calls = new List<(string, string, string[])>();
        foreach (var cell in table.Select(row => row.Replace("\\|", "¦", StringComparison.Ordinal).Split('|')[1]))
        {
            var (method, path) = ("", "");
            foreach (Match call in Call().Matches(cell))
            {
                var named = call.Groups[2].Value;
                method = call.Groups[1].Success ? call.Groups[1].Value : method;
                path = named.StartsWith('/') ? "/api/v1" + named : named.Length > 0 ? path[..(path.LastIndexOf('/') + 1)] + named : path;
                calls.Add((method, path, [.. Parameter().Matches(call.Groups[3].Value).Select(p => p.Groups[1].Value)]));
            }
        }

        return calls;
    }

    private async Task FileAsync()
    {
        using var body = new StringContent(
            """{"vehicle":"沪A12345_2","provinces":["310000"],"validFrom":"2026-07-01T00:00:00Z","validTo":"2026-08-01T00:00:00Z"}""", System.Text.Encoding.UTF8, "application/json");
        using var filed = await _http.PutAsync(new Uri("/api/v1/permits/OA1", UriKind.Relative), body, Stop);
        Assert.True(filed.IsSuccessStatusCode);
    }

    private async Task<string> WriteAsync()
    {
        var file = Path.Combine(NodeTools.Generated, $"{TestContext.Current.Test!.UniqueID}.json");
        await File.WriteAllTextAsync(file, await _http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Stop), Stop);
        return file;
    }

    private Task<JsonElement> DocumentAsync() => GetAsync("/openapi/v1.json");

    private async Task<JsonElement> GetAsync(string address) =>
        JsonDocument.Parse(await _http.GetStringAsync(new Uri(address, UriKind.Relative), Stop)).RootElement;
}
