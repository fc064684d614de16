using System.Buffers;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Api;
using HazmatTrack.Server.Kafka;

namespace HazmatTrack.Server.Ingest;

/// <summary>
/// <c>POST /api/v1/positions</c>: for senders without Kafka. Answers 202 only when the brokers have every report it accepts, and names every
/// item it does not.
/// </summary>
internal sealed class PositionDoor : IDisposable
{
    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 16 };

    private readonly DoorOptions _options;
    private readonly IngestMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly PositionItem _item;
    private readonly Lazy<PositionSender> _sender;

    public PositionDoor(DoorOptions options, IngestOptions ingest, KafkaOptions kafka, IngestMetrics metrics, TimeProvider time, ILogger<PositionDoor> log)
    {
        (_options, _metrics, _time) = (options, metrics, time);
        _item = new(new(ingest));
        _sender = new(() => new(kafka, ingest, options.Patience, log));
    }

    public async Task<IResult> PostAsync(HttpContext context)
    {
        _ = new QueryReader(context.Request.Query);
        var (body, length) = await BodyAsync(context.Request, context.RequestAborted);
        try
        {
            return await TakeAsync(body.AsMemory(0, length), context);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    public void Dispose()
    {
        if (_sender.IsValueCreated)
        {
            _sender.Value.Dispose();
        }
    }

    private static bool IsNdjson(HttpRequest request) => request.ContentType is { } type
        && (type.Contains("ndjson", StringComparison.OrdinalIgnoreCase) || type.Contains("jsonl", StringComparison.OrdinalIgnoreCase)
            || type.Contains("json-seq", StringComparison.OrdinalIgnoreCase));

    private async Task<IResult> TakeAsync(ReadOnlyMemory<byte> body, HttpContext context)
    {
        var start = body.Span.IndexOfAnyExcept(" \t\r\n\uFEFF"u8);
        if (start < 0)
        {
            throw new BadInputException("body", "The body is empty; it is a JSON array of positions, or one position a line (application/x-ndjson).");
        }

        var now = Instant.From(_time.GetUtcNow());
        var taken = new Taken();
        if (body.Span[start] == '[' && !IsNdjson(context.Request))
        {
            TakeArray(body, now, taken);
        }
        else
        {
            TakeLines(body, now, taken);
        }

        foreach (var rejected in taken.Rejected)
        {
            _metrics.DoorRejected(rejected.Reason);
        }

        var failed = await _sender.Value.SendAsync(taken.Reports, _options.Patience);
        _metrics.DoorAccepted(taken.Reports.Count - failed.Count);
        if (failed.Count > 0)
        {
            _metrics.DoorFailed(failed.Count);
            context.Response.Headers.RetryAfter = "5";
            return Results.Problem(
                title: "The log does not take positions now.",
                detail: $"{failed.Count} of {taken.Reports.Count} positions are not stored for sure. Send the request again: what is there already does no harm twice.",
                statusCode: StatusCodes.Status503ServiceUnavailable,
                extensions:
                [
                    new("code", "log-unavailable"),
                    new("accepted", taken.Reports.Count - failed.Count),
                    new("failed", failed.Select(i => taken.Indexes[i])),
                ]);
        }

        return Results.Json(
            new DoorAnswer(taken.Reports.Count, [.. taken.Rejected.Select(r => new DoorRejection(r.Index, r.Reason.Code(), r.Detail))]),
            DoorJson.Wire.DoorAnswer,
            statusCode: StatusCodes.Status202Accepted);
    }

    private void TakeArray(ReadOnlyMemory<byte> body, Instant now, Taken taken)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(WithoutMark(body), s_json);
        }
        catch (JsonException e)
        {
            throw new BadInputException("body", $"The body is not JSON: {Words(e)} Nothing of it was taken.");
        }

        using (document)
        {
            CheckCount(document.RootElement.GetArrayLength());
            var index = 0;
            foreach (var item in document.RootElement.EnumerateArray())
            {
                Take(item, index++, now, taken);
            }
        }
    }

    /// <summary>One position a line: a line that is no JSON is a rejected item, and the others are taken.</summary>
    private void TakeLines(ReadOnlyMemory<byte> body, Instant now, Taken taken)
    {
        var rest = WithoutMark(body);
        var index = 0;
        while (!rest.IsEmpty)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Span.IndexOfAnyExcept(" \t\r"u8) < 0)
            {
                continue;
            }

            CheckCount(index + 1);
            try
            {
                using var document = JsonDocument.Parse(line, s_json);
                Take(document.RootElement, index, now, taken);
            }
            catch (JsonException e)
            {
                taken.Rejected.Add((index, RejectReason.Malformed, $"The line is not JSON: {Words(e)}"));
            }

            index++;
        }

        // One thing that is not even JSON is no list of positions with a bad one in it.
        if (index == 1 && taken.Rejected is [{ Reason: RejectReason.Malformed } only])
        {
            throw new BadInputException("body", $"The body is neither a JSON array of positions nor one position a line. {only.Detail}");
        }
    }

    private void Take(JsonElement item, int index, Instant now, Taken taken)
    {
        if (_item.TryRead(item, now, out var vehicle, out var report, out var reason, out var detail))
        {
            taken.Reports.Add((vehicle, report));
            taken.Indexes.Add(index);
        }
        else
        {
            taken.Rejected.Add((index, reason, detail));
        }
    }

    private void CheckCount(int count)
    {
        if (count > _options.MaxItems)
        {
            throw new BadInputException("body", $"More than {_options.MaxItems} positions; send them in several requests. Nothing was taken.", StatusCodes.Status413PayloadTooLarge);
        }
    }

    /// <summary>What the parser found, and where, as people count.</summary>
    private static string Words(JsonException e) =>
        $"{e.Message.Split(" LineNumber:")[0]} (line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1})";

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;

    /// <summary>The body in a rented array, and its length.</summary>
    private async Task<(byte[] Body, int Length)> BodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > _options.MaxBodyBytes)
        {
            throw TooLarge();
        }

        var body = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? 64 * 1024) + 1);
        var length = 0;
        try
        {
            while (await request.Body.ReadAsync(body.AsMemory(length), cancellation) is > 0 and var read)
            {
                length += read;
                if (length > _options.MaxBodyBytes)
                {
                    throw TooLarge();
                }

                if (length == body.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(body.Length * 2);
                    body.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(body);
                    body = larger;
                }
            }

            return (body, length);
        }
        catch (BadHttpRequestException e)
        {
            ArrayPool<byte>.Shared.Return(body);
            throw new BadInputException("body", e.Message, e.StatusCode);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(body);
            throw;
        }
    }

    private BadInputException TooLarge() => new(
        "body", $"The body is larger than {_options.MaxBodyBytes} bytes; send it in several requests. Nothing was taken.", StatusCodes.Status413PayloadTooLarge);

    private sealed class Taken
    {
        public List<(VehicleId Vehicle, PositionReport Report)> Reports { get; } = [];

        /// <summary>Of each report its place in the request.</summary>
        public List<int> Indexes { get; } = [];

        public List<(int Index, RejectReason Reason, string Detail)> Rejected { get; } = [];
    }
}
