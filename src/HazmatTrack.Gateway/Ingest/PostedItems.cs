using System.Runtime.InteropServices;
using System.Text.Json;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Requests;

namespace HazmatTrack.Gateway.Ingest;

/// <summary>The items of one request: the valid ones as reports, each of the others with its index and its fault.</summary>
internal sealed class PostedItems
{
    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 16 };

    private readonly PositionItem _item;
    private readonly Instant _now;
    private readonly int _most;
    private readonly RequestFaults _faults;

    private PostedItems(PositionItem item, Instant now, int most, RequestFaults faults) => (_item, _now, _most, _faults) = (item, now, most, faults);

    public List<(VehicleId Vehicle, PositionReport Report)> Reports { get; } = [];

    /// <summary>The index of each report in the request.</summary>
    public List<int> Indexes { get; } = [];

    /// <summary>The items that were refused, in order.</summary>
    public List<RejectedReport> Rejected { get; } = [];

    /// <summary>The vehicles of all items, as far as they can be read.</summary>
    public HashSet<VehicleId> Vehicles => [.. Reports.Select(r => r.Vehicle).Concat(Rejected.Select(r => r.Vehicle).Where(v => v != default))];

    /// <summary>Refuses the reports of some vehicles. What was refused before keeps its reason.</summary>
    public void Reject(IReadOnlySet<VehicleId> vehicles, RejectReason reason, Func<VehicleId, LocalText> explain)
    {
        if (vehicles.Count == 0)
        {
            return;
        }

        var kept = 0;
        for (var i = 0; i < Reports.Count; i++)
        {
            var vehicle = Reports[i].Vehicle;
            if (vehicles.Contains(vehicle))
            {
                Rejected.Add(new(Indexes[i], vehicle, reason, explain(vehicle), ItemText.From(vehicle, Reports[i].Report)));
            }
            else
            {
                (Reports[kept], Indexes[kept]) = (Reports[i], Indexes[i]);
                kept++;
            }
        }

        Reports.RemoveRange(kept, Reports.Count - kept);
        Indexes.RemoveRange(kept, Indexes.Count - kept);
        Rejected.Sort((a, b) => a.Index.CompareTo(b.Index));
    }

    /// <summary>Parses an array, one object, or one object a line.</summary>
    /// <exception cref="InvalidRequestException">
    /// The body is none of these, or has too many items; everything that is in <paramref name="faults"/> is reported with it.
    /// </exception>
    public static PostedItems Parse(ReadOnlyMemory<byte> bytes, BodyType type, PositionItem item, Instant now, int most, RequestFaults faults)
    {
        var items = new PostedItems(item, now, most, faults);
        var start = bytes.Span.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0)
        {
            throw items.Invalid(FaultCode.Required, new(
                "请求体为空；应为位置的 JSON 数组，或每行一个位置（application/x-ndjson）。",
                "The body is empty; it is a JSON array of positions, or one position a line (application/x-ndjson)."));
        }

        if (BodyForm.Fault(bytes.Span[start..], type) is { } form)
        {
            throw items.Invalid(FaultCode.Invalid, form);
        }

        if (type == BodyType.JsonLines || (bytes.Span[start] != '[' && !items.TakeOne(bytes)))
        {
            items.TakeLines(bytes);
        }
        else if (bytes.Span[start] == '[')
        {
            items.TakeArray(bytes);
        }

        return items;
    }

    private InvalidRequestException Invalid(FaultCode code, LocalText message) =>
        BodyBytes.Refusal(ProblemCode.BadInput, BodyBytes.Field, code, message, _faults);

    private void TakeArray(ReadOnlyMemory<byte> body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, s_json);
        }
        catch (JsonException e)
        {
            var fault = JsonFault.Describe(e);
            throw Invalid(FaultCode.Invalid, new($"请求体不是 JSON：{fault.Chinese}未接收任何内容。", $"The body is not JSON: {fault.English} Nothing of it was taken."));
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
                var fault = JsonFault.Describe(e, number);
                Rejected.Add(new(
                    index, default, RejectReason.Malformed, new($"该行不是 JSON：{fault.Chinese}", $"The line is not JSON: {fault.English}"),
                    ItemText.From(line.Span)));
            }

            index++;
        }

        // A single item that is not even JSON is not a list of positions with a bad one in it.
        if (index == 1 && Rejected is [{ Reason: RejectReason.Malformed } only])
        {
            throw Invalid(FaultCode.Invalid, new(
                $"请求体既不是位置的 JSON 数组，也不是每行一个位置。{only.Detail.Chinese}",
                $"The body is neither a JSON array of positions nor one position a line. {only.Detail.English}"));
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
            Rejected.Add(new(index, vehicle, reason, detail, ItemText.From(JsonMarshal.GetRawUtf8Value(item))));
        }
    }

    private void CheckCount(int count)
    {
        if (count > _most)
        {
            throw BodyBytes.Refusal(
                ProblemCode.BodyTooLarge,
                BodyBytes.Field,
                FaultCode.TooLong,
                new($"位置超过 {_most} 条；请分多次发送。未接收任何内容。", $"More than {_most} positions; send them in several requests. Nothing was taken."),
                _faults);
        }
    }
}
