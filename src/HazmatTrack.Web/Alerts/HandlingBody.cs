using System.Text.Json;
using System.Text.Json.Serialization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Http;

namespace HazmatTrack.Web.Alerts;

/// <summary>The body of a handling step. It names the person until user accounts exist.</summary>
/// <param name="By">The person who takes the step.</param>
/// <param name="Note">The person's remark.</param>
/// <param name="Assignee">The person to whom an assignment assigns the alert.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record HandlingBody(string? By, string? Note, string? Assignee)
{
    private const int MaxName = 100;
    private const int MaxNote = 2000;
    private const int MaxBytes = 16 * 1024;

    /// <exception cref="BadInputException">The body is not such an object, or a member is invalid.</exception>
    public static async Task<HandlingStep> ReadAsync(HttpRequest request, HandlingAction action, Instant now, CancellationToken cancellation)
    {
        if (!request.HasJsonContentType())
        {
            throw new BadInputException("Content-Type", "The body must be application/json.", StatusCodes.Status415UnsupportedMediaType);
        }

        if (BodyCoding.Refusal(request.HttpContext) is { } refusal)
        {
            throw new BadInputException("Content-Encoding", refusal, StatusCodes.Status415UnsupportedMediaType);
        }

        var bytes = await BytesAsync(request, cancellation);
        HandlingBody? body;
        try
        {
            body = JsonSerializer.Deserialize(bytes.Span, HandlingBodyJson.Default.HandlingBody);
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "body";
            var place = e.LineNumber is { } line ? $" (line {line + 1}, byte {e.BytePositionInLine + 1})" : "";
            throw new BadInputException(field, $"The body is not the object expected, {{\"by\", \"note\"?, \"assignee\"?}}, all texts{place}.");
        }

        if (body is null)
        {
            throw new BadInputException("body", "The body is null; expected an object with 'by'.");
        }

        var assignee = action == HandlingAction.Assign
            ? Name("assignee", body.Assignee)
            : body.Assignee is null ? null : throw new BadInputException("assignee", "Only an assignment has an assignee; leave it out.");
        return new(action, Name("by", body.By), now, assignee, Noted(body.Note));
    }

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpRequest request, CancellationToken cancellation)
    {
        var buffer = new byte[MaxBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return length <= MaxBytes
            ? buffer.AsMemory(0, length)
            : throw new BadInputException("body", $"The body is longer than {MaxBytes} bytes.", StatusCodes.Status413PayloadTooLarge);
    }

    private static string Name(string field, string? text) =>
        string.IsNullOrWhiteSpace(text) ? throw new BadInputException(field, $"'{field}' must name a person.")
        : text.Length > MaxName ? throw new BadInputException(field, $"'{field}' is {text.Length} characters long; at most {MaxName}.")
        : text.Any(char.IsControl) ? throw new BadInputException(field, $"'{field}' holds a control character.")
        : text.Trim();

    private static string? Noted(string? note) =>
        string.IsNullOrWhiteSpace(note) ? null
        : note.Length > MaxNote ? throw new BadInputException("note", $"'note' is {note.Length} characters long; at most {MaxNote}.")
        : note.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? throw new BadInputException("note", "'note' holds a control character.")
        : note;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HandlingBody))]
internal sealed partial class HandlingBodyJson : JsonSerializerContext;
