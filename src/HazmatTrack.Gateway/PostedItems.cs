using System.Text.Json;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http;

namespace HazmatTrack.Gateway;

/// <summary>The items of one request: the valid ones as reports, each of the others with its index and its fault.</summary>
internal sealed class PostedItems
{
    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 16 };

    private readonly PositionItem _item;
    private readonly Instant _now;
    private readonly int _most;

    private PostedItems(PositionItem item, Instant now, int most) => (_item, _now, _most) = (item, now, most);

    public List<(VehicleId Vehicle, PositionReport Report)> Reports { get; } = [];

    /// <summary>The index of each report in the request.</summary>
    public List<int> Indexes { get; } = [];

    /// <summary>The index and the fault of each item that was refused; the vehicle is the default where it cannot be read.</summary>
    public List<(int Index, VehicleId Vehicle, RejectReason Reason, string Detail)> Rejected { get; } = [];

    /// <summary>Parses an array, one object, or one object a line.</summary>
    /// <exception cref="BadInputException">The body is none of these, or has too many items.</exception>
    public static PostedItems Parse(PostedBody body, PositionItem item, Instant now, int most)
    {
        var bytes = body.Bytes;
        var start = bytes.Span.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0)
        {
            throw new BadInputException("body", "The body is empty; it is a JSON array of positions, or one position a line (application/x-ndjson).");
        }

        var items = new PostedItems(item, now, most);
        if (body.IsLines || (bytes.Span[start] != '[' && !items.TakeOne(bytes)))
        {
            items.TakeLines(bytes);
        }
        else if (bytes.Span[start] == '[')
        {
            items.TakeArray(bytes);
        }

        return items;
    }

    /// <summary>The fault in JSON, and its position.</summary>
    private static string Words(JsonException e, long linesBefore = 0)
    {
        // The suffix of the reader counts from 0, and within the line alone.
        var words = e.Message.Split(" LineNumber:")[0];
        return FormattableString.Invariant($"{words} (line {linesBefore + (e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1})");
    }

    private void TakeArray(ReadOnlyMemory<byte> body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, s_json);
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
                Take(item, index++);
            }
        }
    }

    /// <summary>Reads one position, over any number of lines. Returns false where the body is not one JSON value.</summary>
    private bool TakeOne(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, s_json);
            Take(document.RootElement, 0);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads one position a line: a line that is not JSON is a rejected item, and the others are accepted.</summary>
    private void TakeLines(ReadOnlyMemory<byte> rest)
    {
        var index = 0;
        for (var number = 0; !rest.IsEmpty; number++)
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
                Take(document.RootElement, index);
            }
            catch (JsonException e)
            {
                Rejected.Add((index, default, RejectReason.Malformed, $"The line is not JSON: {Words(e, number)}"));
            }

            index++;
        }

        // A single item that is not even JSON is not a list of positions with a bad one in it.
        if (index == 1 && Rejected is [{ Reason: RejectReason.Malformed } only])
        {
            throw new BadInputException("body", $"The body is neither a JSON array of positions nor one position a line. {only.Detail}");
        }
    }

    private void Take(JsonElement item, int index)
    {
        if (_item.TryRead(item, _now, out var vehicle, out var report, out var reason, out var detail))
        {
            Reports.Add((vehicle, report));
            Indexes.Add(index);
        }
        else
        {
            Rejected.Add((index, vehicle, reason, detail));
        }
    }

    private void CheckCount(int count)
    {
        if (count > _most)
        {
            throw new BadInputException("body", $"More than {_most} positions; send them in several requests. Nothing was taken.", StatusCodes.Status413PayloadTooLarge);
        }
    }
}
