using System.Text.Json.Nodes;

namespace HazmatTrack.Server.Tests.Registry;

/// <summary>Conditions of calls: <c>If-Match</c> and <c>If-None-Match</c>.</summary>
public sealed partial class RegistryApiTests
{
    [Theory]
    [InlineData(Permits + "/N1")]
    [InlineData(Routes + "/N1")]
    public async Task A_change_to_a_version_that_no_longer_stands_is_refused(string address)
    {
        JsonObject Document(int day)
        {
            var body = address.StartsWith(Permits, StringComparison.Ordinal) ? Permit(null) : Route(null);
            body["validTo"] = $"2026-08-{day:00}T00:00:00+08:00";
            return body;
        }

        Assert.Equal(412, (await ConditionalAsync("PUT", address, Document(1), ifMatch: "*")).Status);
        Assert.Equal((201, "\"1\""), await ConditionalAsync("PUT", address, Document(1), ifNoneMatch: "*"));
        Assert.Equal((412, "\"1\""), await ConditionalAsync("PUT", address, Document(2), ifNoneMatch: "*"));
        Assert.Equal((200, "\"2\""), await ConditionalAsync("PUT", address, Document(2), ifMatch: "\"1\""));
        Assert.Equal((412, "\"2\""), await ConditionalAsync("PUT", address, Document(3), ifMatch: "\"1\""));
        Assert.Equal((412, "\"2\""), await ConditionalAsync("PUT", address, Document(3), ifMatch: "W/\"2\""));
        Assert.Equal((412, "\"2\""), await ConditionalAsync("PUT", address, Document(3), ifMatch: "\"another server\""));
        Assert.Equal((200, "\"3\""), await ConditionalAsync("PUT", address, Document(3), ifMatch: "\"7\", \"2\""));
        Assert.Equal((200, "\"4\""), await ConditionalAsync("PUT", address, Document(4), ifMatch: "*"));
        Assert.Equal((200, "\"5\""), await ConditionalAsync("PUT", address, Document(5)));
        Assert.Equal((412, "\"5\""), await ConditionalAsync("DELETE", address, null, ifMatch: "\"4\""));
        Assert.Equal((200, "\"6\""), await ConditionalAsync("DELETE", address, null, ifMatch: "\"5\""));
        var (_, versions) = await _server.SendAsync("GET", $"{address}/versions");
        Assert.Equal(6, versions.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_change_that_is_sent_again_after_a_lost_answer_is_not_refused()
    {
        await ConditionalAsync("PUT", Permits + "/P1", Permit());
        var changed = Permit();
        changed["validTo"] = "2026-09-01T00:00:00+08:00";
        Assert.Equal((200, "\"2\""), await ConditionalAsync("PUT", Permits + "/P1", changed, ifMatch: "\"1\""));
        Assert.Equal((200, "\"2\""), await ConditionalAsync("PUT", Permits + "/P1", changed, ifMatch: "\"1\""));
    }

    [Fact]
    public async Task Of_two_clients_that_change_the_same_version_at_once_one_is_refused()
    {
        await ConditionalAsync("PUT", Permits + "/P1", Permit());
        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(i =>
        {
            var changed = Permit();
            changed["validTo"] = $"2026-09-{i:00}T00:00:00+08:00";
            return ConditionalAsync("PUT", Permits + "/P1", changed, ifMatch: "\"1\"");
        }));
        Assert.Single(answers, a => a.Status == 200);
        Assert.Equal(7, answers.Count(a => a.Status == 412));
    }

    [Fact]
    public async Task A_client_that_has_the_version_is_not_sent_it_again()
    {
        await ConditionalAsync("PUT", Permits + "/P1", Permit());
        Assert.Equal((304, "\"1\""), await ConditionalAsync("GET", Permits + "/P1", null, ifNoneMatch: "\"1\""));
        Assert.Equal((304, "\"1\""), await ConditionalAsync("GET", Permits + "/P1", null, ifNoneMatch: "W/\"1\", \"0\""));
        Assert.Equal((200, "\"1\""), await ConditionalAsync("GET", Permits + "/P1", null, ifNoneMatch: "\"2\""));
        Assert.Equal((200, "\"1\""), await ConditionalAsync("GET", Permits + "/P1", null));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("1")]
    [InlineData("\"1")]
    public async Task A_condition_that_cannot_be_read_is_refused_and_not_left_out(string ifMatch)
    {
        await ConditionalAsync("PUT", Permits + "/P1", Permit());
        var changed = Permit();
        changed["validTo"] = "2026-09-01T00:00:00+08:00";
        Assert.Equal(400, (await ConditionalAsync("PUT", Permits + "/P1", changed, ifMatch: ifMatch)).Status);
        Assert.Equal((200, "\"1\""), await ConditionalAsync("GET", Permits + "/P1", null));
    }

    private async Task<(int Status, string? Tag)> ConditionalAsync(
        string method, string address, JsonObject? body, string? ifMatch = null, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(new(method), address) { Content = body is null ? null : System.Net.Http.Json.JsonContent.Create(body) };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        using var answer = await _server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, answer.Headers.ETag?.ToString());
    }
}
