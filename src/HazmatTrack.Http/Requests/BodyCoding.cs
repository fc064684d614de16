using System.IO.Compression;
using HazmatTrack.Domain;
using Microsoft.AspNetCore.RequestDecompression;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace HazmatTrack.Http.Requests;

/// <summary>Content codings of request bodies (RFC 9110 §8.4.1, RFC 7932, RFC 8878). The code that reads a body limits its decoded size.</summary>
internal sealed class BodyCoding(Func<Stream, Stream> open) : IDecompressionProvider
{
    /// <summary>What RFC 9659 allows a sender, 8 MB: a larger window would let a request of a few bytes allocate more memory.</summary>
    private const int LargestZstdWindowLog = 23;

    /// <summary>The name that old senders use for gzip; equivalent (RFC 9110 §8.4.1.3).</summary>
    private const string OldGzip = "x-gzip";

    /// <summary>The names in the header Accept-Encoding of a refusal.</summary>
    public static string Names => string.Join(", ", All.Keys.Where(k => k != OldGzip));

    public static IReadOnlyDictionary<string, IDecompressionProvider> All { get; } = new Dictionary<string, IDecompressionProvider>(
        StringComparer.OrdinalIgnoreCase)
    {
        ["gzip"] = new BodyCoding(body => new GZipStream(body, CompressionMode.Decompress, leaveOpen: true)),
        [OldGzip] = new BodyCoding(body => new GZipStream(body, CompressionMode.Decompress, leaveOpen: true)),
        ["zstd"] = new BodyCoding(Zstd),
        ["br"] = new BodyCoding(body => new BrotliStream(body, CompressionMode.Decompress, leaveOpen: true)),
        ["deflate"] = new BodyCoding(body => new ZLibStream(body, CompressionMode.Decompress, leaveOpen: true)),
    };

    /// <summary>
    /// Whether the body is of an unknown coding, and then names the known ones in the response's header. A known coding has been decoded, and its header
    /// removed, before.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="message">The error text (415).</param>
    public static bool IsUnknown(HttpContext context, out LocalText message)
    {
        message = default;
        var coding = context.Request.Headers.ContentEncoding.ToString();
        if (coding.Length == 0 || coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        context.Response.Headers.AcceptEncoding = Names;
        message = new(
            $"不支持编码为“{coding}”的请求体；请用 {Names} 之一，或不压缩、不带 content-encoding 发送。",
            $"A body coded as '{coding}' is not supported; send it in one of {Names}, or as it is, without content-encoding.");
        return true;
    }

    public Stream GetDecompressionStream(Stream stream) => new DecodedBody(open(stream));

    private static DecompressionStream Zstd(Stream body)
    {
        var stream = new DecompressionStream(body, leaveOpen: true);
        stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, LargestZstdWindowLog);
        return stream;
    }
}
