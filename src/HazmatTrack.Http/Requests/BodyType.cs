using System.Net.Mime;
using HazmatTrack.Domain;
using HazmatTrack.Http.Errors;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace HazmatTrack.Http.Requests;

/// <summary>What the header Content-Type says of a body.</summary>
internal enum BodyType
{
    /// <summary>One JSON text in UTF-8.</summary>
    Json,

    /// <summary>A JSON text on each line, in UTF-8.</summary>
    JsonLines,
}

/// <summary>Reads the header Content-Type.</summary>
internal static class BodyTypes
{
    private const string Header = "Content-Type";

    private static readonly string[] s_lines = ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/jsonlines"];

    /// <summary>
    /// Refuses every type but one JSON text; a request without a type too, since a page of another site may send that without asking.
    /// </summary>
    /// <exception cref="InvalidRequestException">It is of any other type.</exception>
    public static void EnsureJson(HttpRequest request, RequestFaults faults)
    {
        if (string.IsNullOrEmpty(request.ContentType) || Read(request.ContentType, faults) != BodyType.Json)
        {
            throw Unsupported(new(
                $"请以 {MediaTypeNames.Application.Json} 发送请求体。", $"Send the body as {MediaTypeNames.Application.Json}."), faults);
        }
    }

    /// <summary>The type of a body that is JSON or lines; JSON where the header is absent.</summary>
    /// <exception cref="InvalidRequestException">It is of any other type or charset.</exception>
    public static BodyType Of(HttpRequest request, RequestFaults faults) =>
        string.IsNullOrEmpty(request.ContentType) ? BodyType.Json
        : Read(request.ContentType, faults) ?? throw Unsupported(
            new(
                $"不支持类型为“{request.ContentType}”的请求体；请发送 {MediaTypeNames.Application.Json}，或每行一个位置的 {s_lines[0]}。未接收任何内容。",
                $"A body of type '{request.ContentType}' is not supported; send {MediaTypeNames.Application.Json}, or {s_lines[0]} with one position a line. Nothing was taken."),
            faults);

    private static BodyType? Read(string contentType, RequestFaults faults)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
        {
            return null;
        }

        BodyType? read = s_lines.Any(l => Is(type.MediaType, l)) ? BodyType.JsonLines
            : Is(type.MediaType, MediaTypeNames.Application.Json) || Is(type.MediaType, "text/json") || Is(type.Suffix, "json") ? BodyType.Json
            : null;
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        return read is null || !charset.HasValue || Is(charset, "utf-8") || Is(charset, "us-ascii") ? read
            : throw Unsupported(new($"不支持字符集“{charset}”；JSON 以 UTF-8 发送。", $"The charset '{charset}' is not supported; JSON is sent in UTF-8."), faults);
    }

    private static bool Is(StringSegment text, string name) => text.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static InvalidRequestException Unsupported(LocalText message, RequestFaults faults) =>
        BodyBytes.Refusal(ProblemCode.UnsupportedMediaType, Header, FaultCode.Invalid, message, faults);
}
