using System.Text.Json;
using System.Text.Json.Nodes;
using HazmatTrack.Server.Tests.Access;

namespace HazmatTrack.Server.Tests.Registry;

public sealed partial class RegistryApiTests : IAsyncLifetime
{
    private const string Permits = "/api/v1/permits";
    private const string Routes = "/api/v1/routes";

    private RegistryServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RegistryServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static JsonObject Permit(string? number = "P1") => With(new()
    {
        ["vehicle"] = "沪A12345_2",
        ["provinces"] = new JsonArray("310000", "320000"),
        ["validFrom"] = "2026-07-01T00:00:00+08:00",
        ["validTo"] = "2026-08-01T00:00:00+08:00",
    }, number);

    private static JsonObject Route(string? number = "R1") => With(new()
    {
        ["vehicle"] = "沪A12345_2",
        ["line"] = new JsonObject { ["type"] = "LineString", ["coordinates"] = JsonNode.Parse("[[121.1,31.3],[121.2,31.25,4.5],[121.471234,31.231234]]") },
        ["corridorM"] = 300,
        ["validFrom"] = "2026-07-01T00:00:00+08:00",
        ["validTo"] = "2026-08-01T00:00:00+08:00",
    }, number);

    private static JsonObject With(JsonObject body, string? number)
    {
        if (number is not null)
        {
            body["number"] = number;
        }

        return body;
    }

    private static string[] Numbers(JsonElement list) => [.. list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("number").GetString()!)];

    [Fact]
    public async Task A_filed_permit_is_read_back_as_filed_with_its_version_and_who_filed_it()
    {
        var (status, filed) = await _server.SendAsync("POST", Permits, Permit("沪公危通〔2026〕7号"));
        Assert.Equal(201, status);
        var (_, read) = await _server.SendAsync("GET", Permits + "/沪公危通〔2026〕7号");
        Assert.Equal(filed.GetRawText(), read.GetRawText());
        Assert.Equal(("沪公危通〔2026〕7号", "沪A12345_2", 1, SomePeople.Everybody.Caller.Name), (
            read.GetProperty("number").GetString(), read.GetProperty("vehicle").GetString(),
            read.GetProperty("version").GetInt32(), read.GetProperty("filedBy").GetString()));
        Assert.Equal("""["310000","320000"]""", read.GetProperty("provinces").GetRawText());
        Assert.Equal("2026-07-01T00:00:00+08:00", read.GetProperty("validFrom").GetString());
        Assert.Equal(JsonValueKind.Null, read.GetProperty("withdrawnAt").ValueKind);
        Assert.EndsWith("+08:00", read.GetProperty("recordedAt").GetString());
    }

    [Fact]
    public async Task A_permit_filed_for_a_careless_spelling_is_the_trucks()
    {
        var permit = Permit();
        permit["vehicle"] = "沪ａ·I2345＿２";
        var (status, filed) = await _server.SendAsync("POST", Permits, permit);
        Assert.Equal((201, "沪A12345_2"), (status, filed.GetProperty("vehicle").GetString()));
        Assert.Equal(["P1"], Numbers((await _server.SendAsync("GET", Permits + "?vehicle=沪A-12345_2")).Body));
        permit["vehicle"] = "bad_2";
        var (refused, problem) = await _server.SendAsync("POST", Permits, permit);
        Assert.Equal(400, refused);
        Assert.Contains("'bad' is not a plate", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task The_answer_to_a_new_document_says_where_it_is()
    {
        using var response = await _server.Client.PostAsync(Permits, new StringContent(Permit("通1").ToJsonString(), null, "application/json"));
        Assert.Equal("/api/v1/permits/%E9%80%9A1", response.Headers.Location?.ToString());
        Assert.Equal(200, (await _server.SendAsync("GET", response.Headers.Location!.ToString())).Status);
    }

    [Fact]
    public async Task A_route_is_taken_as_GeoJSON_and_as_bare_coordinates_and_given_as_GeoJSON()
    {
        var bare = Route("R2");
        bare["line"] = JsonNode.Parse("[[121.1,31.3],[121.2,31.25],[121.471234,31.231234]]");
        Assert.Equal(201, (await _server.SendAsync("POST", Routes, Route())).Status);
        Assert.Equal(201, (await _server.SendAsync("POST", Routes, bare)).Status);
        foreach (var number in new[] { "R1", "R2" })
        {
            var (_, read) = await _server.SendAsync("GET", $"{Routes}/{number}");
            Assert.Equal(
                """{"type":"LineString","coordinates":[[121.1,31.3],[121.2,31.25],[121.471234,31.231234]]}""", read.GetProperty("line").GetRawText());
            Assert.Equal(300, read.GetProperty("corridorM").GetDouble());
        }
    }

    [Fact]
    public async Task A_number_is_filed_anew_once_and_then_only_as_a_version()
    {
        Assert.Equal(201, (await _server.SendAsync("POST", Permits, Permit())).Status);
        var (status, problem) = await _server.SendAsync("POST", Permits, Permit());
        Assert.Equal(409, status);
        Assert.Contains("P1 already, version 1 filed by 测试人员", problem.GetProperty("detail").GetString());

        var changed = Permit(null);
        changed["provinces"] = new JsonArray("330000");
        Assert.Equal(2, (await _server.SendAsync("PUT", Permits + "/P1", changed)).Body.GetProperty("version").GetInt32());
        Assert.Equal(2, (await _server.SendAsync("PUT", Permits + "/P1", changed)).Body.GetProperty("version").GetInt32());
        Assert.Equal(201, (await _server.SendAsync("PUT", Permits + "/P9", Permit("P9"))).Status);
        var (_, versions) = await _server.SendAsync("GET", Permits + "/P1/versions");
        Assert.Equal([1, 2], versions.GetProperty("items").EnumerateArray().Select(v => v.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task A_withdrawn_document_is_still_there_and_says_from_when()
    {
        await _server.SendAsync("POST", Permits, Permit());
        var (status, withdrawn) = await _server.SendAsync("DELETE", Permits + "/P1?from=2026-07-15T12:00:00%2B08:00");
        Assert.Equal((200, 2, SomePeople.Everybody.Caller.Name, "2026-07-15T12:00:00+08:00"), (
            status, withdrawn.GetProperty("version").GetInt32(), withdrawn.GetProperty("filedBy").GetString(),
            withdrawn.GetProperty("withdrawnAt").GetString()));
        Assert.Equal(200, (await _server.SendAsync("DELETE", Permits + "/P1")).Status);
        Assert.Equal(200, (await _server.SendAsync("GET", Permits + "/P1?validAt=2026-07-15T11:59:59+08:00")).Status);
        Assert.Equal(404, (await _server.SendAsync("GET", Permits + "/P1?validAt=2026-07-15T12:00:00+08:00")).Status);
        Assert.Equal(200, (await _server.SendAsync("GET", Permits + "/P1")).Status);
    }

    [Fact]
    public async Task Lists_come_page_by_page_and_answer_by_vehicle_and_time()
    {
        for (var i = 0; i < 7; i++)
        {
            var permit = Permit($"P{i}");
            permit["vehicle"] = i % 2 == 0 ? "沪A12345_2" : "皖B00001D_93";
            Assert.Equal(201, (await _server.SendAsync("POST", Permits, permit)).Status);
        }

        var seen = new List<string>();
        var cursor = "";
        do
        {
            var (_, page) = await _server.SendAsync("GET", $"{Permits}?limit=3{cursor}");
            seen.AddRange(Numbers(page));
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? "&cursor=" + next : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(["P0", "P1", "P2", "P3", "P4", "P5", "P6"], seen);
        Assert.Equal(["P1", "P3", "P5"], Numbers((await _server.SendAsync("GET", Permits + "?vehicle=皖B00001D_93")).Body));
        Assert.Empty(Numbers((await _server.SendAsync("GET", Permits + "?validAt=2026-08-01T00:00:00%2B08:00")).Body));
        Assert.Equal(7, Numbers((await _server.SendAsync("GET", Permits + "?validAt=2026-07-31T15:00:00-00:30&limit=7")).Body).Length);
        Assert.Empty(Numbers((await _server.SendAsync("GET", Permits + "?asOf=2020-01-01T00:00:00Z")).Body));
        Assert.Empty(Numbers((await _server.SendAsync("GET", Routes)).Body));
    }

    [Theory]
    [InlineData("number", "\"a/b\"")]
    [InlineData("number", "\"\"")]
    [InlineData("number", "\"..\"")]
    [InlineData("number", "17")]
    [InlineData("number", null)]
    [InlineData("vehicle", "\"沪A12345\"")]
    [InlineData("vehicle", "\"沪A12345_7\"")]
    [InlineData("vehicle", "[]")]
    [InlineData("vehicle", null)]
    [InlineData("provinces", "[]")]
    [InlineData("provinces", "\"310000\"")]
    [InlineData("provinces", "[310000]")]
    [InlineData("provinces", "[\"31\"]")]
    [InlineData("provinces", "[\"310100\"]")]
    [InlineData("provinces", "[\"310000\",\"310000\"]")]
    [InlineData("provinces", "[\"160000\"]")]
    [InlineData("provinces", "[\"\\ud800\"]")]
    [InlineData("vehicle", "\"\\ud800\"")]
    [InlineData("provinces", null)]
    [InlineData("validFrom", "\"2026-07-01T00:00:00\"")]
    [InlineData("validFrom", "\"2026-07-01\"")]
    [InlineData("validFrom", "\"0001-01-01T00:00:00+08:00\"")]
    [InlineData("validFrom", "1782835200000")]
    [InlineData("validTo", "\"2026-07-01T00:00:00+08:00\"")]
    [InlineData("validTo", "\"2026-13-01T00:00:00+08:00\"")]
    [InlineData("validTo", null)]
    [InlineData("filedBy", "\"张三\"")]
    [InlineData("filedBy", "null")]
    [InlineData("colour", "\"red\"")]
    public async Task A_wrong_field_of_a_permit_is_named(string field, string? value) => await RefusedAsync(Permits, Permit(), field, value);

    [Theory]
    [InlineData("line", "[]")]
    [InlineData("line", "[[121.1,31.3]]")]
    [InlineData("line", "[[121.1,31.3],[121.1,31.3]]")]
    [InlineData("line", "[[31.3,121.1],[31.2,121.2]]")]
    [InlineData("line", "[[121.1,31.3],[12.12,31.3]]")]
    [InlineData("line", "[[121.1,31.3],[121.2]]")]
    [InlineData("line", "[[121.1,31.3],[\"121.2\",31.2]]")]
    [InlineData("line", "[[121.1,31.3],[1e400,31.2]]")]
    [InlineData("line", "{\"type\":\"Point\",\"coordinates\":[121.1,31.3]}")]
    [InlineData("line", "{\"type\":\"LineString\"}")]
    [InlineData("line", "{\"type\":\"\\ud800\",\"coordinates\":[[121.1,31.3],[121.2,31.2]]}")]
    [InlineData("line", "\"LINESTRING (121.1 31.3, 121.2 31.2)\"")]
    [InlineData("line", null)]
    [InlineData("corridorM", "0")]
    [InlineData("corridorM", "-300")]
    [InlineData("corridorM", "100000")]
    [InlineData("corridorM", "\"300\"")]
    [InlineData("corridorM", null)]
    [InlineData("corridor", "300")]
    public async Task A_wrong_field_of_a_route_is_named(string field, string? value) => await RefusedAsync(Routes, Route(), field, value);

    private async Task RefusedAsync(string path, JsonObject body, string field, string? value)
    {
        if (value is null)
        {
            body.Remove(field);
        }
        else
        {
            body[field] = "VALUE";
        }

        // The value as it is written: a node of JSON cannot hold half of a surrogate pair.
        var (status, problem) = await _server.SendAsync("POST", path, body.ToJsonString().Replace("\"VALUE\"", value, StringComparison.Ordinal));
        Assert.Equal(400, status);
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
        Assert.Contains(field + ":", problem.GetProperty("detail").GetString());
        var code = problem.GetProperty("errors").GetProperty(field)[0].GetProperty("code").GetString();
        Assert.True((code == "required") == (value is null), $"{field}: {value}: {code}");
        Assert.Empty(Numbers((await _server.SendAsync("GET", path)).Body));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var (_, problem) = await _server.SendAsync("POST", Permits, "{\"number\":\"P1\"}");
        Assert.Equal(
            ["provinces", "validFrom", "validTo", "vehicle"], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("{", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("\"P1\"", 400)]
    [InlineData("{\"number\":\"P1\",\"number\":\"P2\"}", 400)]
    [InlineData("{\"a\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}", 400)]
    [InlineData("number=P1", 415, "application/x-www-form-urlencoded")]
    [InlineData("{}", 415, "text/plain")]
    public async Task A_body_that_is_no_document_is_refused(string body, int expected, string type = "application/json")
    {
        foreach (var (method, path) in new[] { ("POST", Permits), ("PUT", Permits + "/P1"), ("POST", Routes), ("PUT", Routes + "/R1") })
        {
            var (status, problem) = await _server.SendAsync(method, path, body, type);
            Assert.Equal(expected, status);
            Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        }
    }

    [Fact]
    public async Task A_body_without_end_is_refused_as_too_large()
    {
        var (status, _) = await _server.SendAsync("POST", Routes, "{\"number\":\"" + new string('a', 2_000_000) + "\"}");
        Assert.Equal(413, status);
    }

    [Theory]
    [InlineData("GET", Permits + "?limit=0", "limit")]
    [InlineData("GET", Permits + "?limit=1001", "limit")]
    [InlineData("GET", Permits + "?limit=ten", "limit")]
    [InlineData("GET", Permits + "?limit=1&limit=2", "limit")]
    [InlineData("GET", Permits + "?cursor=*", "cursor")]
    [InlineData("GET", Permits + "?cursor=Lw", "cursor")]
    [InlineData("GET", Permits + "?vehicle=A", "vehicle")]
    [InlineData("GET", Permits + "?validAt=yesterday", "validAt")]
    [InlineData("GET", Permits + "?validat=2026-07-01T00:00:00Z", "validat")]
    [InlineData("GET", Routes + "?asOf=2026-07-01T00:00:00", "asOf")]
    [InlineData("GET", Routes + "/R1?asOf=1", "asOf")]
    [InlineData("DELETE", Routes + "/R1?filedBy=a", "filedBy")]
    [InlineData("DELETE", Routes + "/R1?from=now", "from")]
    [InlineData("DELETE", Routes + "/R1?form=2026-07-01T00:00:00Z", "form")]
    public async Task A_wrong_parameter_is_named(string method, string address, string parameter)
    {
        var (status, problem) = await _server.SendAsync(method, address);
        Assert.Equal(400, status);
        Assert.Equal([parameter], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name));
    }

    [Fact]
    public async Task The_OpenAPI_document_tells_what_a_document_looks_like()
    {
        var (_, api) = await _server.SendAsync("GET", "/openapi/v1.json");
        var body = api.GetProperty("paths").GetProperty(Permits).GetProperty("post").GetProperty("requestBody").GetProperty("content");
        Assert.Equal(["application/json"], body.EnumerateObject().Select(c => c.Name));
        Assert.Contains("filedBy", api.GetRawText());
        Assert.Contains("corridorM", api.GetRawText());
    }

    [Fact]
    public async Task A_document_that_was_never_filed_is_not_found()
    {
        foreach (var (method, address) in new[] { ("GET", "/P1"), ("GET", "/P1/versions"), ("DELETE", "/P1") })
        {
            var (status, problem) = await _server.SendAsync(method, Permits + address);
            Assert.Equal(404, status);
            Assert.Contains("P1", problem.GetProperty("detail").GetString());
        }
    }

    [Fact]
    public async Task The_address_and_the_body_must_name_the_same_document()
    {
        var (status, problem) = await _server.SendAsync("PUT", Permits + "/P2", Permit("P1"));
        Assert.Equal(400, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty("number", out _));
        Assert.Equal(400, (await _server.SendAsync("PUT", Permits + "/a%20b", Permit(null))).Status);
    }
}
