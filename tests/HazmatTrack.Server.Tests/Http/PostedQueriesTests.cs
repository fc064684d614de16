using HazmatTrack.Http.Posted;
using HazmatTrack.Server.Tests.Access;

namespace HazmatTrack.Server.Tests.Http;

/// <summary>Reading an address that is in the body is reading that address, and nothing more.</summary>
public sealed class PostedQueriesTests(AccessServer server) : IClassFixture<AccessServer>
{
    private static readonly string s_east = Uri.EscapeDataString(AccessServer.East.ToString());

    public static TheoryData<string, string> Addresses => new()
    {
        { "operator-a", $"/api/v1/vehicles/{s_east}" },
        { "operator-a", $"/api/v1/vehicles/{AccessServer.East}" },
        { "operator-a", $"/api/v1/vehicles/{s_east}/history?from=2020-01-01T00:00:00Z&to=2090-01-01T00:00:00Z&format=csv" },
        { "operator-a", $"/api/v1/alerts?vehicle={s_east}&limit=3" },
        { "operator-b", $"/api/v1/vehicles/{s_east}" },
        { "administrator", $"/api/v1/vehicles/{s_east}" },
        { "inspector-sh", "/api/v1/alerts?limit=many&x=1" },
        { "inspector-sh", "/api/v1/nothing" },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task The_answer_is_that_of_GET(string person, string address)
    {
        var read = await server.SendAsync(person, "GET", address);
        var posted = await server.SendAsync(person, "POST", "/api/v1/query", System.Text.Json.JsonSerializer.Serialize(new { address }));
        Assert.Equal((read.Status, read.Body), (posted.Status, posted.Body));
    }

    [Theory]
    [InlineData("""{"address": "https://evil.example/api/v1/vehicles"}""")]
    [InlineData("""{"address": "/api/v1/query"}""")]
    [InlineData("""{"address": "/api/v1/../../metrics"}""")]
    [InlineData("""{"address": "/api/v1/%2e%2e/metrics"}""")]
    [InlineData("""{"address": "/api/v1/vehicles/%00"}""")]
    [InlineData("""{"address": "/metrics"}""")]
    [InlineData("""{"address": "/api/v1/vehicles#x"}""")]
    [InlineData("""{"address": "/api/v1/vehicles\r\nX: y"}""")]
    [InlineData("""{"address": 7}""")]
    [InlineData("""{"address": "/api/v1/vehicles", "method": "DELETE"}""")]
    [InlineData("{}")]
    [InlineData("[")]
    public async Task What_is_no_address_of_the_API_is_refused(string body)
    {
        var answer = await server.SendAsync("inspector-sh", "POST", "/api/v1/query", body);
        Assert.Equal(400, answer.Status);
        Assert.Contains("\"code\":\"bad-input\"", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/query/")]
    [InlineData("/API/v1/Query")]
    public async Task It_is_found_as_every_other_address_is(string path)
    {
        var read = await server.SendAsync("operator-a", "GET", $"/api/v1/vehicles/{s_east}");
        var posted = await server.SendAsync("operator-a", "POST", path, $$"""{"address": "/api/v1/vehicles/{{s_east}}"}""");
        Assert.Equal((read.Status, read.Body), (posted.Status, posted.Body));
    }

    /// <summary>It reads: what only a change does, such as ending a session, cannot be done by it.</summary>
    [Fact]
    public async Task Nobody_is_let_in_by_it_and_nothing_is_changed_by_it()
    {
        Assert.Equal(401, (await server.SendAsync(null, "POST", "/api/v1/query", """{"address": "/api/v1/vehicles"}""")).Status);
        Assert.Equal(401, (await server.SendAsync(null, "POST", "/api/v1/query", "[")).Status);
        Assert.Equal(405, (await server.SendAsync("inspector-sh", "POST", "/api/v1/query", """{"address": "/api/v1/alerts/x/close"}""")).Status);
    }

    [Theory]
    [InlineData("/api/v1/vehicles/沪A12345_2", "/api/v1/vehicles/沪A12345_2", "")]
    [InlineData("/api/v1/vehicles/%E6%B2%AAA12345_2?x=%E6%B2%AA", "/api/v1/vehicles/沪A12345_2", "?x=%E6%B2%AA")]
    public void An_address_is_read_with_and_without_percent_encoding(string address, string path, string query)
    {
        Assert.True(PostedQueries.TryParse(address, out var read, out var rest));
        Assert.Equal((path, query), (read.Value, rest.Value));
    }
}
