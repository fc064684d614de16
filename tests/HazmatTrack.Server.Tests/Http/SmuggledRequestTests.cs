using System.Text;
using HazmatTrack.Server.Tests.Ingest;

namespace HazmatTrack.Server.Tests.Http;

/// <summary>
/// Requests of which a proxy and this program could see different ends (request smuggling, RFC 9112 §6 and §11.2), and bodies that never come to theirs:
/// one answer at most, and the connection ends, so that nothing behind it is taken for a request.
/// </summary>
public sealed class SmuggledRequestTests(IngestServer.Shared shared) : IClassFixture<IngestServer.Shared>
{
    private const string Json = "host: here\ncontent-type: application/json";

    /// <summary>The request that must not be answered: it would be by 405.</summary>
    private const string Smuggled = "DELETE /api/v1/positions HTTP/1.1\r\nhost: here\r\n\r\n";

    [Theory]
    [InlineData("two lengths", $"{Json}\ncontent-length: 3\ncontent-length: 4", "abc")]
    [InlineData("two lengths in one", $"{Json}\ncontent-length: 3, 4", "abc")]
    [InlineData("a length in hex", $"{Json}\ncontent-length: 0x3", "abc")]
    [InlineData("a negative length", $"{Json}\ncontent-length: -3", "abc")]
    [InlineData("a length beyond every number", $"{Json}\ncontent-length: 99999999999999999999", "abc")]
    [InlineData("a blank before the colon", $"{Json}\ncontent-length : 3", "abc")]
    [InlineData("a folded header", $"{Json}\nx-note: a\n content-length: 3", "abc")]
    [InlineData("a header without a colon", $"{Json}\ncontent-length 3", "abc")]
    [InlineData("a NUL in a header", $"{Json}\nx-note: a\0b\ncontent-length: 3", "abc")]
    [InlineData("another coding", $"{Json}\ntransfer-encoding: identity", "abc")]
    [InlineData("chunked twice", $"{Json}\ntransfer-encoding: chunked, identity", "0\r\n\r\n")]
    [InlineData("a coding that looks like it", $"{Json}\ntransfer-encoding: xchunked", "0\r\n\r\n")]
    [InlineData("a chunk with a sign", $"{Json}\ntransfer-encoding: chunked", "+3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("a chunk in C's hex", $"{Json}\ntransfer-encoding: chunked", "0x3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("a chunk beyond every number", $"{Json}\ntransfer-encoding: chunked", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n")]
    [InlineData("a chunk longer than it says", $"{Json}\ntransfer-encoding: chunked", "2\r\nabc\r\n0\r\n\r\n")]
    [InlineData("a LF alone in an extension of a chunk", $"{Json}\ntransfer-encoding: chunked", "3;\nx\r\nabc\r\n0\r\n\r\n")]
    [InlineData("no host", "content-type: application/json\ncontent-length: 0", "")]
    [InlineData("two hosts", $"{Json}\nhost: elsewhere\ncontent-length: 0", "")]
    public async Task A_request_with_two_ends_is_refused_and_ends_its_connection(string name, string headers, string body)
    {
        using var connection = await KeptConnection.OpenAsync(shared.Server.Address);
        await connection.SendAsync($"POST /api/v1/positions HTTP/1.1\n{headers}", Encoding.ASCII.GetBytes(body + Smuggled));
        var (status, _) = await connection.AnswerAsync();
        Assert.True(status is 400 or 413 or 501, $"{name}: {status}");
        Assert.True(await IsEndedAsync(connection), name);
    }

    [Fact]
    public async Task Of_a_length_and_a_coding_the_coding_counts_and_nothing_behind_it_is_a_request()
    {
        using var connection = await KeptConnection.OpenAsync(shared.Server.Address);
        var body = $"0\r\n\r\n{Smuggled}";
        await connection.SendAsync(
            $"POST /api/v1/positions HTTP/1.1\n{Json}\ncontent-length: {body.Length}\ntransfer-encoding: chunked", Encoding.ASCII.GetBytes(body));
        var (status, closes) = await connection.AnswerAsync();
        Assert.Equal((400, true), (status, closes));
        Assert.True(await IsEndedAsync(connection));
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_given_up_and_its_connection_ends()
    {
        using var connection = await KeptConnection.OpenAsync(shared.Server.Address);
        await connection.SendAsync($"POST /api/v1/positions HTTP/1.1\n{Json}\ncontent-length: 90000", "["u8.ToArray());
        var (status, closes) = await connection.AnswerAsync();
        Assert.Equal((408, true), (status, closes));
        Assert.True(await IsEndedAsync(connection));

        // Others were answered meanwhile, and are now.
        Assert.Equal(202, (int)(await shared.Server.PostAsync($"[{IngestServer.Good}]")).Status);
    }

    /// <summary>With what it has not read, a server may also cut the connection.</summary>
    private static async Task<bool> IsEndedAsync(KeptConnection connection)
    {
        try
        {
            return await connection.IsEndedAsync();
        }
        catch (IOException)
        {
            return true;
        }
    }
}
