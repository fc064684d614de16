using System.Buffers;
using System.Net.Mime;
using HazmatTrack.Http;
using Microsoft.Net.Http.Headers;

namespace HazmatTrack.Gateway;

/// <summary>The complete body of a request to HTTP ingest, in a rented array; dispose it when it has been read.</summary>
internal sealed class PostedBody : IDisposable
{
    private static readonly string[] s_lines = ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/jsonlines"];

    private byte[] _bytes;
    private int _length;

    private PostedBody(byte[] bytes, bool isLines) => (_bytes, IsLines) = (bytes, isLines);

    /// <summary>Whether its content type means that each line is an item.</summary>
    public bool IsLines { get; }

    /// <summary>The bytes without the byte order mark that some senders put before UTF-8.</summary>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            var all = _bytes.AsMemory(0, _length);
            return all.Span.StartsWith("\uFEFF"u8) ? all[3..] : all;
        }
    }

    /// <summary>Reads a body up to a size, which applies to a compressed body after it is decompressed.</summary>
    /// <exception cref="BadInputException">The body's type, coding or size is not accepted, or the body was cut off.</exception>
    public static async Task<PostedBody> ReadAsync(HttpContext context, int maxBytes, CancellationToken cancellation)
    {
        var request = context.Request;
        var isLines = IsOfLines(request.ContentType);
        if (BodyCoding.Refusal(context) is { } refusal)
        {
            throw Unsupported("content-encoding", refusal);
        }

        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        var body = new PostedBody(ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? 64 * 1024) + 1), isLines);
        try
        {
            await body.FillAsync(request.Body, maxBytes, cancellation);
            return body;
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            body.Dispose();
            throw TooLarge(maxBytes);
        }
        catch (BadHttpRequestException e)
        {
            body.Dispose();
            throw new BadInputException("body", $"The body could not be read: {e.Message} Nothing of it was taken.", e.StatusCode);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
            _length = 0;
        }
    }

    /// <summary>Whether a content type means lines; one that means neither JSON nor lines is refused.</summary>
    private static bool IsOfLines(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return false;
        }

        var isKnown = MediaTypeHeaderValue.TryParse(contentType, out var type);
        var isLines = isKnown && Array.Exists(s_lines, l => type!.MediaType.Equals(l, StringComparison.OrdinalIgnoreCase));
        var isJson = isKnown && (type!.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("text/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));
        if (!isLines && !isJson)
        {
            throw Unsupported("content-type", $"A body of type '{contentType}' is not taken; send {MediaTypeNames.Application.Json}, or {s_lines[0]} with one position a line.");
        }

        var charset = HeaderUtilities.RemoveQuotes(type!.Charset);
        if (charset.HasValue && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) && !charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase))
        {
            throw Unsupported("content-type", $"The charset '{charset}' is not taken; JSON is sent in UTF-8.");
        }

        return isLines;
    }

    private static BadInputException Unsupported(string header, string detail) =>
        new(header, $"{detail} Nothing was taken.", StatusCodes.Status415UnsupportedMediaType);

    private static BadInputException TooLarge(int maxBytes) => new(
        "body", $"The body is larger than {maxBytes} bytes; send it in several requests. Nothing was taken.", StatusCodes.Status413PayloadTooLarge);

    private async Task FillAsync(Stream stream, int maxBytes, CancellationToken cancellation)
    {
        while (await stream.ReadAsync(_bytes.AsMemory(_length), cancellation) is > 0 and var read)
        {
            _length += read;
            if (_length > maxBytes)
            {
                throw TooLarge(maxBytes);
            }

            if (_length == _bytes.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
                _bytes.AsSpan(0, _length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = larger;
            }
        }
    }
}
