using System.Text;
using HazmatTrack.Http.Requests;
using HazmatTrack.Server.Tests.Ingest;

namespace HazmatTrack.Server.Tests.Http;

/// <summary>A client that keeps its connection and whose request is refused before its body was read.</summary>
public sealed class UnreadBodyTests(IngestServer.Shared shared) : IClassFixture<IngestServer.Shared>
{
    private const string Json = "content-type: application/json";
    private static readonly byte[] s_some = new byte[2000];
    private static readonly byte[] s_large = new byte[IngestServer.MaxBodyBytes * 2];

    /// <summary>Status, request line, headers, and how long the body is.</summary>
    public static TheoryData<int, string, string, int> Refusals => new()
    {
        { 413, "POST /api/v1/positions", Json, s_large.Length },
        { 415, "POST /api/v1/positions", $"{Json}\ncontent-encoding: lz4", s_some.Length },
        { 415, "POST /api/v1/positions", $"{Json}\ncontent-encoding: lz4", s_large.Length },
        { 415, "POST /api/v1/positions", "content-type: text/xml", s_large.Length },
        { 400, "POST /api/v1/positions?unknown=1", Json, s_some.Length },
        { 413, "POST /api/v1/positions?unknown=1", Json, s_large.Length },
        { 400, "POST /api/v1/positions", $"{Json}\ncontent-encoding: gzip", s_some.Length },
        { 405, "PUT /api/v1/positions", Json, s_large.Length },
        { 404, "POST /api/v1/nowhere", Json, s_large.Length },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_client_whose_body_was_refused_uses_its_connection_again(int status, string line, string headers, int length)
    {
        foreach (var chunked in new[] { false, true })
        {
            using var connection = await KeptConnection.OpenAsync(shared.Server.Address);
            var body = length == s_large.Length ? s_large : s_some;
            for (var n = 0; n < 3; n++)
            {
                await connection.SendAsync($"{line} HTTP/1.1\nhost: here\n{headers}\n{(chunked ? "transfer-encoding: chunked" : $"content-length: {length}")}",
                    chunked ? Chunked(body) : body);
                Assert.Equal((status, false), await connection.AnswerAsync());
            }

            var good = Encoding.UTF8.GetBytes($"[{IngestServer.Good}]");
            await connection.SendAsync($"POST /api/v1/positions HTTP/1.1\nhost: here\n{Json}\ncontent-length: {good.Length}", good);
            Assert.Equal((202, false), await connection.AnswerAsync());
        }
    }

    [Theory]
    [InlineData("content-length: 4000000", 413, Json)]
    [InlineData("transfer-encoding: chunked", 413, Json)]
    [InlineData("transfer-encoding: chunked", 415, "content-type: text/xml")]
    [InlineData("content-length: 50000\nexpect: 100-continue", 415, "content-type: text/xml")]
    [InlineData("content-length: 900000\nexpect: 100-continue", 413, Json)]
    public async Task A_body_whose_rest_is_not_read_ends_its_connection_and_the_answer_says_so(string framing, int status, string type)
    {
        using var connection = await KeptConnection.OpenAsync(shared.Server.Address);
        var body = framing.Contains("expect", StringComparison.Ordinal)
            ? [] : framing.Contains("chunked", StringComparison.Ordinal) ? Chunked(new byte[UnreadBodies.MostBytes + 300_000]) : new byte[4_000_000];
        await connection.SendAsync($"POST /api/v1/positions HTTP/1.1\nhost: here\n{type}\n{framing}", body);
        Assert.Equal((status, true), await connection.AnswerAsync());
    }

    private static byte[] Chunked(byte[] body) => [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8];
}
