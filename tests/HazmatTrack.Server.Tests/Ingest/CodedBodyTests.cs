using System.IO.Compression;
using System.Net;
using System.Text;
using ZstdSharp;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>Bodies that come compressed.</summary>
public sealed class CodedBodyTests(IngestServer.Shared shared) : IClassFixture<IngestServer.Shared>
{
    public static TheoryData<string> Codings => ["gzip", "zstd", "br", "deflate", "GZIP", "x-gzip", "X-GZip", "Zstd", "BR", "Deflate"];

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_compressed_body_is_taken_like_a_plain_one(string coding)
    {
        var body = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(IngestServer.Good, 50))}]");
        Assert.Equal(50, (await shared.Server.PostAsync(Coded(coding, body), coding: coding)).Accepted);
        var lines = Encoding.UTF8.GetBytes($"{IngestServer.Good}\n{IngestServer.Good}\n");
        Assert.Equal(2, (await shared.Server.PostAsync(Coded(coding, lines), "application/x-ndjson", coding)).Accepted);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_body_that_grows_beyond_the_limit_when_it_is_decompressed_is_too_large(string coding)
    {
        var bomb = Coded(coding, new byte[200 * IngestServer.MaxBodyBytes]);
        Assert.InRange(bomb.Length, 1, IngestServer.MaxBodyBytes);
        var answer = await shared.Server.PostAsync(bomb, coding: coding);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Contains("larger than 100000 bytes", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_body_that_is_not_of_its_coding_or_was_cut_off_is_the_senders_fault(string coding)
    {
        var whole = Coded(coding, Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(IngestServer.Good, 50))}]"));
        var answer = await shared.Server.PostAsync("[not compressed at all]"u8.ToArray(), coding: coding);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("content-encoding", answer.Detail, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await shared.Server.PostAsync(whole[..(whole.Length / 2)], coding: coding)).Status);
    }

    [Fact]
    public async Task A_window_that_would_take_much_memory_is_refused()
    {
        using var compressed = new MemoryStream();
        await using (var zstd = new CompressionStream(compressed, 19, leaveOpen: true))
        {
            zstd.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_windowLog, 27);
            await zstd.WriteAsync("["u8.ToArray(), TestContext.Current.CancellationToken);
            await zstd.FlushAsync(TestContext.Current.CancellationToken);
            await zstd.WriteAsync(Encoding.UTF8.GetBytes($"{IngestServer.Good}]"), TestContext.Current.CancellationToken);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await shared.Server.PostAsync(compressed.ToArray(), coding: "zstd")).Status);
    }

    internal static byte[] Coded(string coding, byte[] body)
    {
        using var compressed = new MemoryStream();
        using (Stream stream = coding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true),
            "zstd" => new CompressionStream(compressed, leaveOpen: true),
            "br" => new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true),
        })
        {
            stream.Write(body);
        }

        return compressed.ToArray();
    }
}
