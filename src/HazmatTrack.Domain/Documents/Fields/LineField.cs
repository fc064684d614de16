using System.Collections.Immutable;
using System.Text.Json;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Documents.Fields;

/// <summary>A line that follows a road, on WGS-84.</summary>
public sealed class LineField : DocumentField<ImmutableArray<GeoPoint>>
{
    /// <summary>The most points: a route of 2,000 km with a point every 200 m.</summary>
    public const int MostPoints = 10_000;

    /// <summary>Two points further apart are a typing error, or a line that follows no road.</summary>
    private static readonly Distance s_widestGap = Distance.FromKilometres(100);

    public override FieldShape Shape => FieldShape.Geometry(FieldShape.ListOf(FieldShape.ListOf(FieldShape.Number)));

    protected override ImmutableArray<GeoPoint> Parse(JsonElement filed, Action<LocalText> wrong)
    {
        if (FiledJson.Coordinates(filed, "LineString") is not { } element)
        {
            return No(new("应为 LineString 类型的 GeoJSON 几何。", "Expected a GeoJSON geometry of type LineString."));
        }

        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() is < 2 or > MostPoints)
        {
            return No(new(
                $"应为 GeoJSON LineString，或由 2 至 {MostPoints} 个 [经度, 纬度] 组成的列表（WGS-84）。",
                $"Expected a GeoJSON LineString or a list of [longitude, latitude] on WGS-84, of 2 to {MostPoints} points."));
        }

        var line = ImmutableArray.CreateBuilder<GeoPoint>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
        {
            if (!FiledJson.TryPoint(item, out var point))
            {
                return No(FiledJson.PointExpected(line.Count, item));
            }

            if (line.Count > 0 && Geodesy.Between(line[^1], point) is var gap && gap > s_widestGap)
            {
                return No(new(
                    $"第 {line.Count - 1} 点到第 {line.Count} 点相距 {gap.Kilometres:0} 公里；沿道路的路线至少每 {s_widestGap.Kilometres:0} 公里有一个点。",
                    $"Points {line.Count - 1} and {line.Count} are {gap.Kilometres:0} km apart; a line that follows a road has a point at least every {s_widestGap.Kilometres:0} km."));
            }

            line.Add(point);
        }

        return line.Any(p => p != line[0]) ? line.MoveToImmutable() : No(new("所有点相同：路线没有长度。", "All points are the same: the line has no length."));

        ImmutableArray<GeoPoint> No(LocalText what)
        {
            wrong(what);
            return [];
        }
    }

    protected override void Show(Utf8JsonWriter json, ImmutableArray<GeoPoint> value)
    {
        json.WriteStartObject();
        json.WriteString("type", "LineString");
        json.WriteStartArray("coordinates");
        foreach (var point in value)
        {
            FiledJson.Point(json, point);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    protected override void Store(Utf8JsonWriter json, ImmutableArray<GeoPoint> value) => FiledJson.StorePoints(json, value.AsSpan());

    protected override ImmutableArray<GeoPoint> FromStored(JsonElement stored) => [.. FiledJson.StoredPoints(stored, 2)];
}
