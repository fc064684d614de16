using System.Text.Json;
using HazmatTrack.Server.Tests.Alerts;
using HazmatTrack.Server.Tests.EndToEnd;

namespace HazmatTrack.Server.Tests.OpenApi;

/// <summary>A client that reads the stream by the types of the document.</summary>
public sealed class StreamEventsTests(ReadApiTests.Running running) : IClassFixture<ReadApiTests.Running>
{
    private readonly HttpClient _http = running.Program.Silos[0].Http;

    [Theory]
    [InlineData("?lastEventId=0", "start", 4)]
    [InlineData("?lastEventId=0&severity=notice", "start", 2)]
    [InlineData("", "start", 1)]
    [InlineData("?lastEventId=999999999", "gap", 1)]
    [InlineData("?lastEventId=x", "gap", 1)]
    [InlineData("?lastEventId=", "gap", 1)]
    public async Task Every_event_is_one_that_the_document_has(string query, string first, int count)
    {
        var stop = TestContext.Current.CancellationToken;
        var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), stop)).RootElement;
        var schema = document.GetProperty("components").GetProperty("schemas").GetProperty("AlertStreamEvent");
        using var client = await StreamClient.OpenAsync(_http, query);
        var faults = new List<string>();
        for (var n = 0; n < count; n++)
        {
            var (id, type, data) = (await client.NextAsync())!.Value;
            Assert.True(n > 0 || type == first, type);
            var members = new Dictionary<string, object?> { ["id"] = id, ["event"] = type, ["data"] = JsonDocument.Parse(data).RootElement };
            var read = JsonSerializer.SerializeToElement(members);
            new SchemaCheck(document, faults).Check(schema, read, type);
        }

        Assert.Empty(faults);
    }
}
