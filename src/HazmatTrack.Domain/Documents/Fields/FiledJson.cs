using System.Text.Json;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Documents.Fields;

/// <summary>Shared functions of fields for reading and writing JSON.</summary>
internal static class FiledJson
{
    /// <summary>A value as an error message shows it: not more than a line.</summary>
    public static string Shown(JsonElement element) => element.GetRawText() is { Length: > 40 } text ? text[..40] + "…" : element.GetRawText();

    /// <summary>The text; null for anything else, and for an escaped half of a surrogate pair, which JSON allows and no text has.</summary>
    public static string? Text(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The coordinates of a GeoJSON geometry of a type, or the element itself where it is bare coordinates; null for anything else.</summary>
    public static JsonElement? Coordinates(JsonElement filed, string type)
    {
        if (filed.ValueKind != JsonValueKind.Object)
        {
            return filed;
        }

        return filed.TryGetProperty("type", out var stated) && Text(stated) == type
            ? filed.TryGetProperty("coordinates", out var coordinates) ? coordinates : default(JsonElement)
            : null;
    }

    /// <summary>Reads a position: [longitude, latitude] in degrees; an altitude is ignored.</summary>
    public static bool TryPoint(JsonElement item, out GeoPoint point)
    {
        point = default;
        if (item.ValueKind != JsonValueKind.Array || item.GetArrayLength() is < 2 or > 3
            || item[0].ValueKind != JsonValueKind.Number || item[1].ValueKind != JsonValueKind.Number
            || !item[0].TryGetDouble(out var longitude) || !item[1].TryGetDouble(out var latitude)
            || longitude is not (>= -180 and <= 180) || latitude is not (>= -90 and <= 90))
        {
            return false;
        }

        point = GeoPoint.FromDegrees(latitude, longitude);
        return true;
    }

    public static LocalText PointExpected(int at, JsonElement item) => new(
        $"第 {at} 点为 {Shown(item)}；应为 [经度, 纬度]（度），例如 [121.47, 31.23]。",
        $"Point {at} is {Shown(item)}; expected [longitude, latitude] in degrees, such as [121.47, 31.23].");

    public static void Point(Utf8JsonWriter json, GeoPoint point)
    {
        json.WriteStartArray();
        json.WriteNumberValue(point.LongitudeE6 / 1e6);
        json.WriteNumberValue(point.LatitudeE6 / 1e6);
        json.WriteEndArray();
    }

    /// <summary>Writes latitude and longitude of each point in microdegrees, in turn, as points are stored.</summary>
    public static void StorePoints(Utf8JsonWriter json, ReadOnlySpan<GeoPoint> points)
    {
        json.WriteStartArray();
        foreach (var point in points)
        {
            json.WriteNumberValue(point.LatitudeE6);
            json.WriteNumberValue(point.LongitudeE6);
        }

        json.WriteEndArray();
    }

    /// <exception cref="FormatException">There are fewer points, or an odd number of values.</exception>
    public static GeoPoint[] StoredPoints(JsonElement stored, int least)
    {
        var numbers = stored.GetArrayLength();
        if (numbers < 2 * least || numbers % 2 != 0)
        {
            throw new FormatException($"{numbers} coordinates are stored.");
        }

        var points = new GeoPoint[numbers / 2];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = new(stored[2 * i].GetInt32(), stored[(2 * i) + 1].GetInt32());
        }

        return points;
    }
}
