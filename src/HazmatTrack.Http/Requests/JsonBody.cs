using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Http.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace HazmatTrack.Http.Requests;

/// <summary>
/// Reads the JSON object in a body member by member and collects the faults, so that the response reports all of them at once. An unknown member is a
/// fault too: it is usually a misspelt one.
/// </summary>
internal sealed class JsonBody : IDisposable
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private static readonly ReadOnlyMemory<byte> s_object = "{}"u8.ToArray();

    private readonly BodyBytes _bytes;
    private readonly JsonDocument _document;
    private readonly HashSet<string> _known = [];
    private readonly HashSet<string> _refused = [];

    private JsonBody(BodyBytes bytes, JsonDocument document, RequestFaults faults) => (_bytes, _document, Faults) = (bytes, document, faults);

    public RequestFaults Faults { get; }

    /// <exception cref="InvalidRequestException">
    /// The body is not one JSON object; everything that is in <paramref name="faults"/> is reported with it.
    /// </exception>
    public static Task<JsonBody> ReadAsync(HttpContext context, int maxBytes, RequestFaults faults, CancellationToken cancellation)
    {
        BodyTypes.EnsureJson(context.Request, faults);
        return ParseAsync(context, maxBytes, default, faults, cancellation);
    }

    /// <summary>The same for a call that needs no member: without a body it is that with <c>{}</c>.</summary>
    /// <exception cref="InvalidRequestException">There is a body, and it is not one JSON object.</exception>
    public static Task<JsonBody> ReadOptionalAsync(HttpContext context, int maxBytes, RequestFaults faults, CancellationToken cancellation)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false)
        {
            BodyTypes.EnsureJson(context.Request, faults);
        }

        return ParseAsync(context, maxBytes, s_object, faults, cancellation);
    }

    /// <param name="absent">What is read where the body is empty.</param>
    private static async Task<JsonBody> ParseAsync(
        HttpContext context, int maxBytes, ReadOnlyMemory<byte> absent, RequestFaults faults, CancellationToken cancellation)
    {
        var bytes = await BodyBytes.ReadAsync(context, maxBytes, faults, cancellation);
        try
        {
            var document = JsonDocument.Parse(bytes.Bytes.IsEmpty ? absent : bytes.Bytes, s_strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return new(bytes, document, faults);
            }

            document.Dispose();
            throw NoObject(new("应为一个 JSON 对象。", "Expected one JSON object."), faults);
        }
        catch (JsonException) when (bytes.Bytes.IsEmpty)
        {
            bytes.Dispose();
            throw NoObject(new("没有请求体；应为一个 JSON 对象，如 {}。", "There is no body; expected one JSON object, such as {}."), faults);
        }
        catch (JsonException e)
        {
            bytes.Dispose();
            var fault = JsonFault.Describe(e);
            throw NoObject(new($"请求体不是 JSON：{fault.Chinese}", $"The body is not JSON: {fault.English}"), faults);
        }
        catch (InvalidOperationException)
        {
            bytes.Dispose();
            throw NoObject(new("某个成员名不是文本。", "The name of a member is no text."), faults);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>The value of a member; undefined where the body has none.</summary>
    public JsonElement Member(string name)
    {
        _known.Add(name);
        return _document.RootElement.TryGetProperty(name, out var value) ? value : default;
    }

    /// <summary>The text of a member; null where it is absent, or no text in UTF-16.</summary>
    public string? Text(string name) => TextOf(Member(name));

    /// <summary>The text of a member that may be absent or null; anything but a text is a fault.</summary>
    public string? OptionalText(string name)
    {
        var value = Member(name);
        var text = TextOf(value);
        if (text is null && value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            Faults.Add(name, FaultCode.Invalid, new("应为文本。", "Expected a text."));
        }

        return text;
    }

    /// <summary>Adds a fault for a member that a body might be expected to have and must not, which says why.</summary>
    public void Refuse(string name, LocalText why)
    {
        if (_document.RootElement.TryGetProperty(name, out _))
        {
            Faults.Add(name, FaultCode.NotApplicable, why);
            _refused.Add(name);
        }
    }

    /// <summary>Adds a fault for each unknown member; to be called after the last known one was asked for.</summary>
    public void RefuseOthers()
    {
        var known = string.Join(", ", _known.Order(StringComparer.Ordinal));
        foreach (var property in _document.RootElement.EnumerateObject().Where(p => !_known.Contains(p.Name) && !_refused.Contains(p.Name)))
        {
            Faults.Add(property.Name, FaultCode.Unknown, new($"没有该字段；可用的有 {known}。", $"There is no such field; there are {known}."));
        }
    }

    public void Dispose()
    {
        _document.Dispose();
        _bytes.Dispose();
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: JSON allows it, and no text has it.
            return null;
        }
    }

    private static InvalidRequestException NoObject(LocalText message, RequestFaults faults) =>
        BodyBytes.Refusal(ProblemCode.BadInput, BodyBytes.Field, FaultCode.Invalid, message, faults);
}
