using System.Text.Json;
using System.Text.Json.Serialization;

namespace HazmatTrack.Domain;

/// <summary>Writes instants as JSON texts, by <see cref="ChinaTimeText"/>.</summary>
public sealed class InstantJson : JsonConverter<Instant>
{
    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => Write(writer, value);

    /// <summary>Writes an instant as a value.</summary>
    public static void Write(Utf8JsonWriter writer, Instant value)
    {
        // Raw, since nothing in it needs to be escaped, whatever the encoder of texts.
        Span<byte> text = stackalloc byte[ChinaTimeText.LongestText + 2];
        text[0] = (byte)'"';
        var length = ChinaTimeText.Format(value, text[1..^1]);
        text[length + 1] = (byte)'"';
        writer.WriteRawValue(text[..(length + 2)], skipInputValidation: true);
    }

    /// <inheritdoc/>
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Instant.From(reader.GetDateTimeOffset());
}
