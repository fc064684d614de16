using HazmatTrack.Domain;
using HazmatTrack.Http.Requests;

namespace HazmatTrack.Gateway.Ingest;

/// <summary>Recognizes bodies that are no JSON text in UTF-8 by their first bytes.</summary>
internal static class BodyForm
{
    /// <summary>What the body is and what to do; null where it may be JSON in UTF-8.</summary>
    public static LocalText? Fault(ReadOnlySpan<byte> body, BodyType type) => body switch
    {
        [0x1F, 0x8B, ..] => Compressed("gzip"),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Compressed("zstd"),
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, (byte)'[' or (byte)'{', ..] or [(byte)'[' or (byte)'{', 0, ..] when type == BodyType.Json => new(
            "请求体是 UTF-16 文本；JSON 以 UTF-8 发送。未接收任何内容。", "The body is text in UTF-16; JSON is sent in UTF-8. Nothing of it was taken."),
        _ => null,
    };

    private static LocalText Compressed(string coding) => new(
        $"请求体经 {coding} 压缩，但请求没有说明；请加上请求头 Content-Encoding: {coding}。未接收任何内容。",
        $"The body is compressed with {coding} and the request does not say so; send the header Content-Encoding: {coding}. Nothing of it was taken.");
}
