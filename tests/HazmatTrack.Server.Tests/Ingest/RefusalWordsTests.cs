using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>A sender can mend a request by the answer alone, in either language.</summary>
public sealed class RefusalWordsTests(IngestServer.Shared shared) : IClassFixture<IngestServer.Shared>
{
    private static string Good => IngestServer.Good;

    [Theory]
    [InlineData("\"lat\":31.2", "\"lat\":\"31.2\"", "'lat' is not a number from -90 to 90, degrees: \"31.2\".", "“lat”不是-90 至 90 的数字（度）：\"31.2\"。")]
    [InlineData("\"lon\":121.4", "\"lon\":121400000", "a number from -180 to 180, degrees: 121400000.", "“lon”不是-180 至 180 的数字（度）：121400000。")]
    [InlineData("\"lat\":31.2,\"lon\":121.4", "\"lat\":121.4,\"lon\":31.2", "the two may be swapped", "纬度与经度可能颠倒了")]
    [InlineData("\"plateColor\":2", "\"plateColor\":\"黄\"", "such as 1 (blue) or 2 (yellow): \"黄\".", "例如 1 蓝、2 黄）：\"黄\"。")]
    [InlineData("\"time\":\"2", "\"time\":1795000000,\"at\":\"2", "a time in ISO 8601 with offset", "带时差的 ISO 8601 时间")]
    [InlineData("\"heading\":90", "\"heading\":90,\"datum\":\"bd09\"", "it is wgs84 or gcj02", "应为 wgs84 或 gcj02。")]
    public async Task A_wrong_value_is_shown_with_what_is_expected(string good, string bad, string english, string chinese)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);
        var body = Encoding.UTF8.GetBytes(Good.Replace(good, bad, StringComparison.Ordinal));
        Assert.Contains(english, await DetailAsync(body, "en"), StringComparison.Ordinal);
        Assert.Contains(chinese, await DetailAsync(body, "zh-CN"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_position_is_said_at_once()
    {
        var said = await DetailAsync(Body("""{"plate":"沪A1234","plateColor":2,"time":"yesterday","lat":"x","datum":"bd09"}"""), "en");
        Assert.All(["'沪A1234'", "'yesterday'", "'lat'", "'lon' is missing", "'bd09'"], part => Assert.Contains(part, said, StringComparison.Ordinal));
        said = await DetailAsync(Body("""{"plate":"沪A12345","plateColor":2,"time":"2999-01-05T00:00:00Z","lat":131,"lon":121.4}"""), "en");
        Assert.All(["2999-01-05T08:00:00+08:00", "Latitude 131"], part => Assert.Contains(part, said, StringComparison.Ordinal));
    }

    /// <summary>A clock that was never set begins in 1970 or 1980, and such a time has the form of one.</summary>
    [Theory]
    [InlineData("1970-01-01T00:00:07Z", "clock-reset")]
    [InlineData("1980-01-06T00:00:00+00:00", "clock-reset")]
    [InlineData("1969-12-31T23:59:59Z", "wrong-type")]
    public async Task A_time_of_a_clock_that_was_never_set_is_named_as_that(string time, string code)
    {
        var answer = await shared.Server.PostAsync($$"""{"plate":"沪A12345","plateColor":2,"time":"{{time}}","lat":31.2,"lon":121.4}""");
        Assert.Equal([(0, code)], answer.Rejected);
    }

    [Theory]
    [InlineData("[{\"plate\":\"沪A12345\",}]", "末尾多了一个逗号")]
    [InlineData("[{\"plate\":\"沪A12345\"", "内容不完整")]
    [InlineData("[{plate:1}]", "成员名")]
    [InlineData("[{\"lat\":NaN}]", "应为一个值")]
    [InlineData("[{\"lat\":031}]", "以 0 开头")]
    [InlineData("[{\"a\" 1}]", "冒号")]
    [InlineData("[1 2]", "逗号")]
    public async Task A_broken_body_is_described_in_the_readers_language_alone(string body, string says)
    {
        var said = await DetailAsync(Body(body), "zh-CN");
        Assert.Contains(says, said, StringComparison.Ordinal);
        Assert.Contains("第 1 行第", said, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex("[a-z]{3,} [a-z]{2,}"), said);
        Assert.DoesNotContain("reader options", await DetailAsync(Body(body), "en"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_not_in_the_coding_it_names_is_described_in_the_readers_language()
    {
        var content = new ByteArrayContent(Body($"[{Good}]"));
        content.Headers.ContentEncoding.Add("gzip");
        var said = await DetailAsync(content, "zh-CN");
        Assert.Contains("压缩格式不符", said, StringComparison.Ordinal);
        Assert.DoesNotContain("It is", said, StringComparison.Ordinal);
    }

    private static byte[] Body(string text) => Encoding.UTF8.GetBytes(text);

    private Task<string> DetailAsync(byte[] body, string language) => DetailAsync(new ByteArrayContent(body), language);

    private async Task<string> DetailAsync(ByteArrayContent content, string language)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var answer = await shared.Server.PostAsync(content, language);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        return answer.Detail;
    }
}
