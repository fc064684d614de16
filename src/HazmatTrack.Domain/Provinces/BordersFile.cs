using System.Text.Json;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Provinces;

/// <summary>
/// Reads borders from GeoJSON (RFC 7946): a FeatureCollection with one Polygon or MultiPolygon feature for each province, properties
/// <c>code</c> (six digits), <c>name</c>, <c>nameEn</c>; and optionally one MultiLineString feature with <c>kind</c> <c>land-limit</c>: the outer
/// edges beyond which lies land that is not in the file. The other outer edges are then coasts, and the sea off a coast counts as its province.
/// </summary>
internal static class BordersFile
{
    public static (List<ProvinceShape> Shapes, List<(GeoPoint A, GeoPoint B)>? LandLimit) Read(ReadOnlySpan<byte> utf8)
    {
        JsonDocument document;
        try
        {
            var reader = new Utf8JsonReader(utf8);
            document = JsonDocument.ParseValue(ref reader);
        }
        catch (JsonException e)
        {
            throw new BordersException(BordersProblem.NotGeoJson, $"The borders file is not JSON: {e.Message}");
        }

        using (document)
        {
            return Read(document.RootElement);
        }
    }

    private static (List<ProvinceShape> Shapes, List<(GeoPoint A, GeoPoint B)>? LandLimit) Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array)
        {
            throw new BordersException(BordersProblem.NotGeoJson, "The borders file is no GeoJSON FeatureCollection: it has no array 'features'.");
        }

        var shapes = new List<ProvinceShape>();
        List<(GeoPoint, GeoPoint)>? limit = null;
        var number = 0;
        foreach (var feature in features.EnumerateArray())
        {
            number++;
            try
            {
                var properties = feature.GetProperty("properties");
                var geometry = feature.GetProperty("geometry");
                var type = geometry.GetProperty("type").GetString();
                var coordinates = geometry.GetProperty("coordinates");
                if (properties.TryGetProperty("kind", out var kind) && kind.GetString() == "land-limit")
                {
                    limit ??= [];
                    foreach (var line in coordinates.EnumerateArray())
                    {
                        var points = line.EnumerateArray().Select(Point).ToList();
                        limit.AddRange(points.Zip(points.Skip(1)));
                    }

                    continue;
                }

                var text = properties.GetProperty("code").ToString();
                if (!ProvinceCode.TryParse(text, out var code))
                {
                    throw new BordersException(
                        BordersProblem.UnknownCode, $"Feature {number} of the borders file has code '{text}', which is no province of GB/T 2260.");
                }

                shapes.Add(new(code, Name(properties, "name", code), Name(properties, "nameEn", code), type switch
                {
                    "Polygon" => [Polygon(coordinates, code)],
                    "MultiPolygon" => [.. coordinates.EnumerateArray().Select(p => Polygon(p, code))],
                    _ => throw new BordersException(
                        BordersProblem.NotGeoJson, $"Feature {number} of the borders file ({code}) is a {type}; a province is a Polygon or MultiPolygon."),
                }));
            }
            catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
            {
                throw new BordersException(BordersProblem.NotGeoJson, $"Feature {number} of the borders file cannot be read: {e.Message}");
            }
        }

        return (shapes, limit);
    }

    private static string Name(JsonElement properties, string name, ProvinceCode code) =>
        properties.TryGetProperty(name, out var value) ? value.GetString() ?? code.ToString() : code.ToString();

    private static List<IReadOnlyList<GeoPoint>> Polygon(JsonElement rings, ProvinceCode code) =>
        [.. rings.EnumerateArray().Select(r => Ring(r, code))];

    private static List<GeoPoint> Ring(JsonElement ring, ProvinceCode code)
    {
        var points = ring.EnumerateArray().Select(Point).ToList();
        if (points.Count < 4 || points[0] != points[^1])
        {
            throw new BordersException(
                BordersProblem.BadRing, $"A ring of province {code} is not closed, or has fewer than three corners.", points.Count > 0 ? points[0] : null);
        }

        points.RemoveAt(points.Count - 1);
        return points;
    }

    private static GeoPoint Point(JsonElement position) => GeoPoint.FromDegrees(position[1].GetDouble(), position[0].GetDouble());
}
