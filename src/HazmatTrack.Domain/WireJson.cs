using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HazmatTrack.Domain;

/// <summary>
/// The one form of JSON that leaves the program, in the API, the stream and the topic: members in camelCase, numbers as numbers, instants by
/// <see cref="ChinaTimeText"/>, and texts as they are, so that a secret or a number is copied from what is shown. Escaped is what JSON itself demands
/// (RFC 8259 §7), and separators of lines, controls and characters beyond the first plane. It is never put into HTML or a script: answers say what they are,
/// and browsers are told to believe it.
/// </summary>
public static class WireJson
{
    /// <summary>The options of writers that write JSON member by member.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>New options for one serializer context, which owns them.</summary>
    public static JsonSerializerOptions NewOptions()
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        return options;
    }

    /// <summary>Sets the form on options that a framework made.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = Writing.Encoder;
        options.Converters.Add(new InstantJson());
    }
}
