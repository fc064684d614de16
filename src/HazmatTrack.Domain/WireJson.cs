using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace HazmatTrack.Domain;

/// <summary>
/// The one form of JSON that leaves the program, in the API, the stream and the topic: members in camelCase, numbers as numbers, instants by
/// <see cref="ChinaTimeText"/>, and Chinese legible; characters that could end an HTML text are escaped.
/// </summary>
public static class WireJson
{
    /// <summary>The options of writers that write JSON member by member.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

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
