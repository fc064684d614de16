using System.Buffers;
using System.Text;
using System.Text.Json;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Rules.Parameters;

/// <summary>
/// A record of parameters as stored JSON: <c>{"defaults":{NAME:NUMBER},"versions":[{"from":MS,"to":MS,"province":CODE,"values":{NAME:NUMBER}}]}</c>. Names
/// are sorted and versions in order of precedence, so that the same record has the same text. Instants are Unix milliseconds; a missing one is no limit.
/// </summary>
public static class ParameterRecordText
{
    /// <summary>
    /// Reads the text that <see cref="Write(ParameterRecord)"/> wrote; null for a text that is damaged. Properties that a newer program added are ignored.
    /// </summary>
    public static ParameterRecord? TryRead(string rule, string text)
    {
        try
        {
            using var read = JsonDocument.Parse(text);
            return new(rule, Values(read.RootElement.GetProperty("defaults")),
                [.. read.RootElement.GetProperty("versions").EnumerateArray().Reverse().Select(Version)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    internal static string Write(ParameterRecord record)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var to = new Utf8JsonWriter(bytes))
        {
            to.WriteStartObject();
            Write(to, "defaults", record.Defaults);
            to.WriteStartArray("versions");

            // The last is the defaults.
            foreach (var version in record.Versions.SkipLast(1))
            {
                Write(to, version);
            }

            to.WriteEndArray();
            to.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter to, ParameterVersion version)
    {
        to.WriteStartObject();
        if (version.From.UnixMilliseconds != long.MinValue)
        {
            to.WriteNumber("from", version.From.UnixMilliseconds);
        }

        if (version.To.UnixMilliseconds != long.MaxValue)
        {
            to.WriteNumber("to", version.To.UnixMilliseconds);
        }

        if (version.Province.IsKnown)
        {
            to.WriteNumber("province", version.Province.Number);
        }

        Write(to, "values", version.Values);
        to.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter to, string name, IEnumerable<KeyValuePair<string, double>> values)
    {
        to.WriteStartObject(name);
        foreach (var (key, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            to.WriteNumber(key, value);
        }

        to.WriteEndObject();
    }

    private static ParameterVersion Version(JsonElement read) => new()
    {
        From = new(read.TryGetProperty("from", out var from) ? from.GetInt64() : long.MinValue),
        To = new(read.TryGetProperty("to", out var to) ? to.GetInt64() : long.MaxValue),
        Province = read.TryGetProperty("province", out var province) ? new(province.GetInt32()) : ProvinceCode.None,
        Values = Values(read.GetProperty("values")).ToDictionary(),
    };

    private static IEnumerable<KeyValuePair<string, double>> Values(JsonElement read) =>
        read.EnumerateObject().Select(p => new KeyValuePair<string, double>(p.Name, p.Value.GetDouble()));
}
