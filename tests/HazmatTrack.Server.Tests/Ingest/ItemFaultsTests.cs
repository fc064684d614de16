using System.Net;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>A sender corrects an item once, and not once for each of its faults.</summary>
public sealed class ItemFaultsTests(IngestServer.Shared shared) : IClassFixture<IngestServer.Shared>
{
    [Fact]
    public async Task All_faults_of_an_item_are_told_at_once()
    {
        var now = IngestServer.At(TimeSpan.Zero);
        var old = IngestServer.At(TimeSpan.FromDays(-300));
        foreach (var (item, code, says) in new (string, string, string[])[]
        {
            ($$"""{"plate":"bad","plateColor":2,"time":"yesterday","lat":31.2,"lon":121.4}""", "unknown-vehicle-format", ["'bad'", "'yesterday'"]),
            ($$"""{"plate":"bad","plateColor":2,"time":"{{now}}","lat":91,"lon":121.4}""", "unknown-vehicle-format", ["'bad'", "91.0"]),
            ($$"""{"plate":"沪A12345","plateColor":2,"time":"{{old}}","lat":91,"lon":121.4,"datum":"bd09"}""", "too-old", ["days before now", "'bd09'", "91.0"]),
            ($$"""{"plate":"沪A12345","plateColor":2,"time":"tomorrow","lat":91,"lon":121.4,"datum":"bd09"}""", "wrong-type", ["'tomorrow'", "'bd09'", "91.0"]),
            ($$"""{"plate":"bad","plateColor":2,"time":"tomorrow","lat":"31"}""", "wrong-type", ["'lat'", "'lon' is missing", "'bad'", "'tomorrow'"]),
        })
        {
            var answer = await shared.Server.PostAsync(item);
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Equal([(0, code)], answer.Rejected);
            Assert.All(says, text => Assert.Contains(text, answer.Body.GetProperty("rejected")[0].GetProperty("detail").GetString(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_item_with_very_many_faults_is_answered_briefly()
    {
        var item = $"{{{string.Join(',', Enumerable.Repeat("\"lat\":1", 2000))}}}";
        var answer = await shared.Server.PostAsync(item);
        Assert.Equal([(0, "duplicate-member")], answer.Rejected);
        Assert.InRange(answer.Body.GetProperty("rejected")[0].GetProperty("detail").GetString()!.Length, 200, 900);
    }
}
