using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Web.Registry;

/// <summary>Parses requests about documents, and describes their errors (RFC 9457).</summary>
internal static class DocumentRequests
{
    /// <summary>A line of <see cref="LineField.MostPoints"/> points takes well under half of it.</summary>
    public const int LargestBody = 1024 * 1024;

    public const int MostListed = 1000;

    /// <summary>How many documents are listed where no limit is given.</summary>
    public const int Listed = 100;

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The JSON object in the body, or the error response where there is none.</summary>
    public static async Task<(JsonDocument? Body, IResult? Refusal)> BodyAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            return (null, Problem(StatusCodes.Status415UnsupportedMediaType, "The body is not JSON", "Send the document as application/json."));
        }

        if (BodyCoding.Refusal(request.HttpContext) is { } refusal)
        {
            return (null, Problem(StatusCodes.Status415UnsupportedMediaType, "The coding of the body is not known", refusal));
        }

        try
        {
            var body = await JsonDocument.ParseAsync(request.Body, s_strict, request.HttpContext.RequestAborted);
            if (body.RootElement.ValueKind == JsonValueKind.Object)
            {
                return (body, null);
            }

            body.Dispose();
            return (null, Problem(StatusCodes.Status400BadRequest, "The body is not a document", "Expected one JSON object."));
        }
        catch (JsonException e)
        {
            return (null, Problem(
                StatusCodes.Status400BadRequest,
                "The body is not JSON",
                $"At line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}: {e.Message.Split(" LineNumber:")[0]}"));
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Problem(e.StatusCode, "The body is too large", $"A document has at most {LargestBody} bytes."));
        }
        catch (BadHttpRequestException e)
        {
            return (null, Problem(e.StatusCode, "The body cannot be read", e.Message));
        }
    }

    /// <summary>Reads the parameters of a list. Returns null, and the errors by parameter, when they are invalid.</summary>
    public static DocumentQuery? Query(IQueryCollection query, DocumentBinding binding, SortedDictionary<string, string[]> wrong)
    {
        var name = DocumentFields.SubjectName(binding);
        RefuseUnknown(query, wrong, name is null ? ["validAt", "asOf", "cursor", "limit"] : [name, "validAt", "asOf", "cursor", "limit"]);
        VehicleId? vehicle = null;
        DocumentSubject? subject = null;
        if (name is not null && One(query, name, wrong) is { } text)
        {
            if (binding == DocumentBinding.Vehicle)
            {
                vehicle = VehicleId.TryParse(text, out var id, out var reason) ? id : null;
                Check(vehicle is not null, name, reason ?? "", wrong);
            }
            else
            {
                Check(SubjectKeys.TryParse(binding, text, out subject), name, SubjectKeys.Expected(binding), wrong);
            }
        }

        var limit = Listed;
        if (One(query, "limit", wrong) is { } most)
        {
            Check(
                int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MostListed,
                "limit",
                $"Expected a whole number from 1 to {MostListed}.",
                wrong);
        }

        string? after = null;
        if (One(query, "cursor", wrong) is { } cursor)
        {
            after = Number(cursor);
            Check(after is not null, "cursor", "Expected the nextCursor of an earlier answer.", wrong);
        }

        var answer = new DocumentQuery
        {
            Vehicle = vehicle,
            Subject = subject,
            ValidAt = Time(query, "validAt", wrong),
            AsOf = Time(query, "asOf", wrong),
            After = after,
            Limit = limit,
        };
        return wrong.Count == 0 ? answer : null;
    }

    public static string Cursor(string number) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(number));

    public static Instant? Time(IQueryCollection query, string name, SortedDictionary<string, string[]> wrong)
    {
        if (One(query, name, wrong) is not { } text)
        {
            return null;
        }

        Check(ApiTime.TryParse(text, out var time), name, $"Expected {ApiTime.Expected}.", wrong);
        return time;
    }

    /// <summary>The value of a parameter that may occur once.</summary>
    public static string? One(IQueryCollection query, string name, SortedDictionary<string, string[]> wrong)
    {
        var values = query[name];
        Check(values.Count <= 1, name, "May be given once.", wrong);
        return values.Count == 1 ? values[0] : null;
    }

    public static void RefuseUnknown(IQueryCollection query, SortedDictionary<string, string[]> wrong, params ReadOnlySpan<string> known)
    {
        foreach (var name in query.Keys)
        {
            Check(
                known.Contains(name),
                name,
                known.IsEmpty ? "There is no such parameter; this call takes none." : $"There is no such parameter; known are {string.Join(", ", known!)}.",
                wrong);
        }
    }

    public static void Check(bool right, string name, string what, SortedDictionary<string, string[]> wrong)
    {
        if (!right)
        {
            wrong[name] = [what];
        }
    }

    public static IResult Wrong(SortedDictionary<string, string[]> wrong) => Results.Problem(
        title: "The request is not right",
        detail: string.Join(' ', wrong.Select(w => $"{w.Key}: {string.Join(' ', w.Value)}")),
        statusCode: StatusCodes.Status400BadRequest,
        extensions: new Dictionary<string, object?> { ["code"] = "bad-input", ["errors"] = wrong });

    public static IResult Problem(int status, string title, string detail) => Results.Problem(
        title: title,
        detail: detail,
        statusCode: status,
        extensions: new Dictionary<string, object?>
        {
            ["code"] = status switch
            {
                StatusCodes.Status404NotFound => "not-found",
                StatusCodes.Status409Conflict => "number-taken",
                StatusCodes.Status412PreconditionFailed => "stale-version",
                StatusCodes.Status503ServiceUnavailable => "store-unavailable",
                _ => "bad-input",
            },
        });

    private static string? Number(string cursor)
    {
        try
        {
            var number = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            return DocumentFields.IsNumber(number) ? number : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
