using System.Text.Json;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Documents.Fields;

/// <summary>The area of a document that is bound to one: a polygon on WGS-84 without holes.</summary>
public sealed class AreaField : DocumentField<GeoPolygon>
{
    /// <summary>The most points: the border of a county, drawn finely.</summary>
    public const int MostPoints = 10_000;

    public override FieldShape Shape => FieldShape.Geometry(FieldShape.ListOf(FieldShape.ListOf(FieldShape.ListOf(FieldShape.Number))));

    protected override GeoPolygon Parse(JsonElement filed, Action<LocalText> wrong)
    {
        if (FiledJson.Coordinates(filed, "Polygon") is not { ValueKind: JsonValueKind.Array } element)
        {
            return No(new("应为 Polygon 类型的 GeoJSON 几何（WGS-84）。", "Expected a GeoJSON geometry of type Polygon, on WGS-84."));
        }

        if (element.GetArrayLength() != 1 || element[0].ValueKind != JsonValueKind.Array || element[0].GetArrayLength() is < 4 or > MostPoints)
        {
            return No(new(
                $"应为一个由 4 至 {MostPoints} 个点组成、首尾相同的环；不支持带孔的多边形。",
                $"Expected one ring of 4 to {MostPoints} points, the last the same as the first; holes are not supported."));
        }

        var ring = new List<GeoPoint>(element[0].GetArrayLength());
        foreach (var item in element[0].EnumerateArray())
        {
            if (!FiledJson.TryPoint(item, out var point))
            {
                return No(FiledJson.PointExpected(ring.Count, item));
            }

            ring.Add(point);
        }

        return ring[0] != ring[^1] ? No(new("环未闭合：最后一点须与第一点相同（RFC 7946 §3.1.6）。", "The ring is not closed: its last point must be the same as its first (RFC 7946 §3.1.6)."))
            : ring.Distinct().Count() < 3 ? No(new("环的顶点少于三个。", "The ring has fewer than three corners."))
            : new([.. ring.Take(ring.Count - 1)]);

        GeoPolygon No(LocalText what)
        {
            wrong(what);
            return null!;
        }
    }

    protected override void Show(Utf8JsonWriter json, GeoPolygon value)
    {
        json.WriteStartObject();
        json.WriteString("type", "Polygon");
        json.WriteStartArray("coordinates");
        json.WriteStartArray();
        foreach (var point in value.Corners)
        {
            FiledJson.Point(json, point);
        }

        FiledJson.Point(json, value.Corners[0]);
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    protected override void Store(Utf8JsonWriter json, GeoPolygon value) => FiledJson.StorePoints(json, value.Corners.AsSpan());

    protected override GeoPolygon FromStored(JsonElement stored) => new([.. FiledJson.StoredPoints(stored, 3)]);
}
