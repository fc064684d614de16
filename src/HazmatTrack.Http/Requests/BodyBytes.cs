using System.Buffers;
using HazmatTrack.Domain;
using HazmatTrack.Http.Errors;

namespace HazmatTrack.Http.Requests;

/// <summary>The one reader of bodies: the complete body of a request, in a rented array; dispose it when it has been read.</summary>
internal sealed class BodyBytes : IDisposable
{
    /// <summary>The field that faults of the body as a whole have.</summary>
    public const string Field = UnreadableBody.Field;

    private byte[] _bytes;
    private int _length;

    private BodyBytes(byte[] bytes) => _bytes = bytes;

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
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">The largest body.</param>
    /// <param name="faults">What else is wrong with the request: it is reported together with a body that cannot be read.</param>
    /// <exception cref="InvalidRequestException">The body's coding or size is not accepted, or the body was cut off.</exception>
    public static async Task<BodyBytes> ReadAsync(HttpContext context, int maxBytes, RequestFaults faults, CancellationToken cancellation)
    {
        var request = context.Request;
        if (BodyCoding.IsUnknown(context, out var unknown))
        {
            throw Refusal(ProblemCode.UnsupportedMediaType, "Content-Encoding", FaultCode.Invalid, unknown, faults);
        }

        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes, faults);
        }

        var body = new BodyBytes(ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? Math.Min(maxBytes, 64 * 1024)) + 1));
        try
        {
            await body.FillAsync(request.Body, maxBytes, faults, cancellation);
            return body;
        }
        catch (IOException fault) when (fault is BadHttpRequestException || !context.RequestAborted.IsCancellationRequested)
        {
            body.Dispose();

            // Of a chunk whose length is beyond every number the web server does not say that the request is bad.
            var e = fault as BadHttpRequestException ?? new(fault.Message, StatusCodes.Status400BadRequest, fault);
            throw e.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge(maxBytes, faults) : Refusal(
                ProblemCode.FromStatus(e.StatusCode),
                Field,
                FaultCode.Invalid,
                UnreadableBody.Describe(e).With(chinese => chinese + "未接收任何内容。", english => english + " Nothing of it was taken."),
                faults);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Reports that the body cannot be read, with what was found wrong before.</summary>
    public static InvalidRequestException Refusal(ProblemCode code, string field, FaultCode fault, LocalText message, RequestFaults faults)
    {
        faults.Add(field, fault, message);
        return new(code, faults);
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

    private static InvalidRequestException TooLarge(int maxBytes, RequestFaults faults) => Refusal(
        ProblemCode.BodyTooLarge,
        Field,
        FaultCode.TooLong,
        new($"请求体超过 {maxBytes} 字节；未接收任何内容。", $"The body is larger than {maxBytes} bytes. Nothing was taken."),
        faults);

    private async Task FillAsync(Stream stream, int maxBytes, RequestFaults faults, CancellationToken cancellation)
    {
        while (await stream.ReadAsync(_bytes.AsMemory(_length), cancellation) is > 0 and var read)
        {
            _length += read;
            if (_length > maxBytes)
            {
                throw TooLarge(maxBytes, faults);
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
