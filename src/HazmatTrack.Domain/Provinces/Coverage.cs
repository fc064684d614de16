using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Provinces;

/// <summary>
/// Combines the rings of all provinces into one set of edges, each with the provinces on its two sides, and refuses shapes that are no coverage.
/// </summary>
internal static class Coverage
{
    /// <exception cref="BordersException">A province of the Delta is missing, one occurs twice, or two overlap along an edge.</exception>
    public static List<BorderEdge> Edges(IReadOnlyList<ProvinceShape> shapes)
    {
        var twice = shapes.GroupBy(s => s.Code).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw new BordersException(BordersProblem.DuplicateCode, $"Province {twice.Key} occurs {twice.Count()} times; put its areas into one MultiPolygon.");
        }

        var sides = new Dictionary<(GeoPoint, GeoPoint), (ProvinceCode Left, ProvinceCode Right)>();
        foreach (var shape in shapes)
        {
            foreach (var polygon in shape.Polygons)
            {
                for (var r = 0; r < polygon.Count; r++)
                {
                    Add(sides, shape.Code, polygon[r], isHole: r > 0);
                }
            }
        }

        return [.. sides.Select(s => new BorderEdge(s.Key.Item1, s.Key.Item2, s.Value.Left, s.Value.Right))];
    }

    /// <summary>
    /// A space between provinces: a closed run of outer edges around nothing, with more than one province along it. A lake within one
    /// province is none, nor is the sea, which is open to the outside.
    /// </summary>
    /// <exception cref="BordersException">There is such a gap.</exception>
    public static void RefuseGaps(IReadOnlyList<BorderEdge> edges)
    {
        var parent = new Dictionary<GeoPoint, GeoPoint>();
        GeoPoint Find(GeoPoint p)
        {
            while (parent.TryGetValue(p, out var up) && up != p)
            {
                parent[p] = parent.TryGetValue(up, out var higher) ? higher : up;
                p = up;
            }

            return p;
        }

        var outer = edges.Where(e => !e.IsInner).ToList();
        foreach (var edge in outer)
        {
            parent[Find(edge.A)] = Find(edge.B);
        }

        foreach (var run in outer.GroupBy(e => Find(e.A)))
        {
            var provinces = run.Select(e => e.Left.IsKnown ? e.Left : e.Right).Distinct().ToList();

            // Seen from the west, the run around a hole begins with land on its west side.
            var west = run.Where(e => e.A.LatitudeE6 != e.B.LatitudeE6).MinBy(e => (long)e.A.LongitudeE6 + e.B.LongitudeE6);
            if (provinces.Count > 1 && west.Left.IsKnown && west.A != west.B)
            {
                throw new BordersException(
                    BordersProblem.Gap,
                    $"There is a gap between {string.Join(" and ", provinces)}: neighbours must share the vertices of their border.",
                    Geodesy.Along(west.A, west.B, 0.5));
            }
        }
    }

    private static void Add(
        Dictionary<(GeoPoint, GeoPoint), (ProvinceCode Left, ProvinceCode Right)> sides, ProvinceCode code, IReadOnlyList<GeoPoint> ring, bool isHole)
    {
        if (ring.Count < 3)
        {
            throw new BordersException(BordersProblem.BadRing, $"A ring of province {code} has fewer than three corners.", ring.Count > 0 ? ring[0] : null);
        }

        // Land lies to the left of an outer ring that runs counter-clockwise, and of a hole that runs clockwise.
        var landOnLeft = (TwiceArea(ring) > 0) != isHole;
        for (var i = 0; i < ring.Count; i++)
        {
            var (p, q) = (ring[i], ring[(i + 1) % ring.Count]);
            if (p == q)
            {
                throw new BordersException(BordersProblem.BadRing, $"A ring of province {code} has the same corner twice in a row.", p);
            }

            var up = (p.LatitudeE6, p.LongitudeE6).CompareTo((q.LatitudeE6, q.LongitudeE6)) < 0;
            var key = up ? (p, q) : (q, p);
            var known = sides.GetValueOrDefault(key);
            var left = up == landOnLeft;
            if ((left ? known.Left : known.Right) is { IsKnown: true } other)
            {
                throw other == code
                    ? new BordersException(BordersProblem.BadRing, $"A ring of province {code} runs twice along one edge.", p)
                    : new BordersException(BordersProblem.Overlap, $"Provinces {other} and {code} overlap along an edge.", p);
            }

            sides[key] = left ? known with { Left = code } : known with { Right = code };
        }
    }

    private static Int128 TwiceArea(IReadOnlyList<GeoPoint> ring)
    {
        Int128 sum = 0;
        for (var i = 0; i < ring.Count; i++)
        {
            var (p, q) = (ring[i], ring[(i + 1) % ring.Count]);
            sum += ((long)p.LongitudeE6 * q.LatitudeE6) - ((long)q.LongitudeE6 * p.LatitudeE6);
        }

        return sum;
    }
}
