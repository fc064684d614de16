using System.Globalization;
using System.Text.Json;
using HazmatTrack.Domain.Geo;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;

namespace HazmatTrack.Lookup;

/// <summary>The provinces of a borders file as NetTopologySuite has them, asked one after the other, the Delta's own first.</summary>
internal sealed class Shapes
{
    private readonly (int Code, IPreparedGeometry Prepared, IndexedPointInAreaLocator Indexed)[] _provinces;
    private readonly GeometryFactory _factory = new();

    public Shapes(ReadOnlyMemory<byte> borders)
    {
        using var document = JsonDocument.Parse(borders);
        _provinces =
        [
            .. document.RootElement.GetProperty("features").EnumerateArray()
                .Where(f => f.GetProperty("properties").TryGetProperty("code", out _))
                .Select(f => (Code: int.Parse(f.GetProperty("properties").GetProperty("code").GetString()!, CultureInfo.InvariantCulture),
                    Shape: Shape(f.GetProperty("geometry"))))
                .OrderBy(p => p.Code is 310000 or 320000 or 330000 or 340000 ? 0 : 1)
                .Select(p => (p.Code, PreparedGeometryFactory.Prepare(p.Shape), new IndexedPointInAreaLocator(p.Shape))),
        ];
        Vertices = [.. _provinces.SelectMany(p => p.Prepared.Geometry.Coordinates)];
    }

    /// <summary>Every vertex of every border and coast.</summary>
    public IReadOnlyList<Coordinate> Vertices { get; }

    /// <summary>The first province that covers the point; 0 for none.</summary>
    public int Prepared(GeoPoint p)
    {
        var point = _factory.CreatePoint(new Coordinate(p.Longitude, p.Latitude));
        foreach (var (code, prepared, _) in _provinces)
        {
            if (prepared.Covers(point))
            {
                return code;
            }
        }

        return 0;
    }

    /// <summary>The same by the index that a prepared geometry has within, asked without a geometry for each point.</summary>
    public int Indexed(GeoPoint p)
    {
        var at = new Coordinate(p.Longitude, p.Latitude);
        foreach (var (code, _, indexed) in _provinces)
        {
            if (indexed.Locate(at) != Location.Exterior)
            {
                return code;
            }
        }

        return 0;
    }

    private Geometry Shape(JsonElement geometry)
    {
        var coordinates = geometry.GetProperty("coordinates");
        return geometry.GetProperty("type").GetString() == "Polygon"
            ? Polygon(coordinates)
            : _factory.CreateMultiPolygon([.. coordinates.EnumerateArray().Select(Polygon)]);
    }

    private Polygon Polygon(JsonElement rings)
    {
        var all = rings.EnumerateArray()
            .Select(r => _factory.CreateLinearRing([.. r.EnumerateArray().Select(c => new Coordinate(c[0].GetDouble(), c[1].GetDouble()))]))
            .ToArray();
        return _factory.CreatePolygon(all[0], all[1..]);
    }
}
