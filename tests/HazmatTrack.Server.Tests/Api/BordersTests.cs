using System.Net;
using HazmatTrack.Server.Tests.EndToEnd;

namespace HazmatTrack.Server.Tests.Api;

/// <summary>The file of borders, which a client need not load twice.</summary>
public sealed class BordersTests(ReadApiTests.Running running) : IClassFixture<ReadApiTests.Running>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("x, gzip;q=0.5", "gzip")]
    [InlineData("*", "gzip")]
    [InlineData("gzip;q=0", "")]
    [InlineData("gzip;q=0, *", "br")]
    [InlineData("nongzip", "")]
    [InlineData("", "")]
    public async Task A_client_gets_them_in_no_coding_that_it_does_not_take(string accepted, string coding)
    {
        using var answer = await GetAsync("Accept-Encoding", accepted);
        Assert.Equal(coding, string.Join(", ", answer.Content.Headers.ContentEncoding));
    }

    [Fact]
    public async Task A_client_that_has_them_does_not_get_them_again_in_whichever_way_it_says_so()
    {
        using var first = await GetAsync("Accept-Encoding", "");
        var tag = first.Headers.ETag!.Tag;
        foreach (var (header, status) in new[]
        {
            ("*", HttpStatusCode.NotModified),
            (tag, HttpStatusCode.NotModified),
            ($"W/{tag}", HttpStatusCode.NotModified),
            ($"\"other\", {tag}", HttpStatusCode.NotModified),
            ("\"other\"", HttpStatusCode.OK),
            (tag.Trim('"'), HttpStatusCode.BadRequest),
        })
        {
            using var answer = await GetAsync("If-None-Match", header);
            Assert.True(status == answer.StatusCode, $"{header}: {answer.StatusCode}");
            Assert.True(status == HttpStatusCode.BadRequest || answer.Headers.Vary.Contains("Accept-Encoding"), header);
        }
    }

    private async Task<HttpResponseMessage> GetAsync(string header, string value)
    {
        using var http = new HttpClient { BaseAddress = running.Program.Silos[0].Http.BaseAddress };
        running.Program.Silos[0].Use(http);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/borders");
        request.Headers.TryAddWithoutValidation(header, value);
        return await http.SendAsync(request, Stop);
    }
}
