using System.Buffers;
using System.Net.Mime;
using System.Text.Json;
using HazmatTrack.Domain;

namespace HazmatTrack.Http.Errors;

/// <summary>
/// The one form of error (RFC 9457, application/problem+json): <c>type</c>, <c>title</c>, <c>status</c>, <c>detail</c>, <c>code</c>, <c>errors</c> where fields
/// are wrong, and few further members that the code names. Texts are in the language of the request.
/// </summary>
/// <param name="code">The kind of error.</param>
/// <param name="detail">What happened, to what, and what to do; the meaning of the code where it is null.</param>
internal sealed class ProblemResult(ProblemCode code, LocalText? detail = null) : IResult
{
    /// <summary>The HTTP status, where it is not the one of the code.</summary>
    public int Status { get; init; } = code.Status;

    /// <summary>The faults by field; null where no field is wrong.</summary>
    public RequestFaults? Faults { get; init; }

    /// <summary>Writes further members.</summary>
    public Action<Utf8JsonWriter, Language>? Members { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var language = RequestLanguage.Declare(httpContext);
        var text = new ArrayBufferWriter<byte>();
        Write(text, language);
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = MediaTypeNames.Application.ProblemJson;
        response.ContentLength = text.WrittenCount;
        return response.Body.WriteAsync(text.WrittenMemory, httpContext.RequestAborted).AsTask();
    }

    private void Write(IBufferWriter<byte> to, Language language)
    {
        using var json = new Utf8JsonWriter(to, WireJson.Writing);
        json.WriteStartObject();
        json.WriteString("type", code.Type);
        json.WriteString("title", code.Title.In(language));
        json.WriteNumber("status", Status);
        json.WriteString("detail", (detail ?? code.Meaning).In(language));
        json.WriteString("code", code.Name);
        if (Faults is not null)
        {
            json.WriteStartObject("errors");
            foreach (var (field, faults) in Faults.ByField)
            {
                json.WriteStartArray(field);
                foreach (var fault in faults)
                {
                    json.WriteStartObject();
                    json.WriteString("code", fault.Code.Name);
                    json.WriteString("message", fault.Message.In(language));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        Members?.Invoke(json, language);
        json.WriteEndObject();
    }
}
