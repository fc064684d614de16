using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Provinces;

/// <summary>Checks what edges alone do not show: whether any cross, and whether the two sides of each agree with the land around them.</summary>
internal static class CoverageCheck
{
    private const int Aside = 10;

    /// <exception cref="BordersException">Two edges cross, or run over each other.</exception>
    public static void RefuseCrossings(CellGrid grid, EdgeIndex index)
    {
        var sorted = new List<BorderEdge>();
        for (var cell = 0; cell < grid.Count; cell++)
        {
            // In order of their southern ends, an edge meets only those that begin before it ends.
            sorted.Clear();
            sorted.AddRange(index.In(cell));
            sorted.Sort(static (a, b) => a.A.LatitudeE6.CompareTo(b.A.LatitudeE6));
            for (var i = 0; i < sorted.Count; i++)
            {
                var edge = sorted[i];
                for (var j = i + 1; j < sorted.Count && sorted[j].A.LatitudeE6 <= edge.B.LatitudeE6; j++)
                {
                    if (Cross(edge, sorted[j]))
                    {
                        throw Refusal(edge, sorted[j]);
                    }
                }
            }
        }
    }

    /// <summary>
    /// Without crossings, the only defect left is an area that lies wholly inside another: the ground next to its edges is then not what the edge
    /// records. It is checked halfway along every edge, a metre to either side.
    /// </summary>
    /// <exception cref="BordersException">A province, or a part of one, lies inside another.</exception>
    public static void RefuseContradictions(CellGrid grid, EdgeIndex index, Func<GeoPoint, int, ProvinceCode> locate)
    {
        foreach (ref readonly var edge in index.All)
        {
            if (edge.B.LatitudeE6 - edge.A.LatitudeE6 < 2 * Aside)
            {
                continue;
            }

            var latitude = (edge.A.LatitudeE6 + edge.B.LatitudeE6) / 2;
            var on = edge.A.LongitudeE6 + (
                (latitude - edge.A.LatitudeE6) * ((double)edge.B.LongitudeE6 - edge.A.LongitudeE6) / (edge.B.LatitudeE6 - edge.A.LatitudeE6));
            Expect(edge, edge.Left, new(latitude, (int)Math.Floor(on) - Aside));
            Expect(edge, edge.Right, new(latitude, (int)Math.Ceiling(on) + Aside));
        }

        void Expect(in BorderEdge edge, ProvinceCode expected, GeoPoint beside)
        {
            var cell = grid.Cell(beside);
            var found = locate(beside, cell);
            if (found != expected && !HasOtherEdgeNear(index.In(cell), edge, beside))
            {
                throw new BordersException(
                    BordersProblem.Overlap, $"An area of province {(edge.Left.IsKnown ? edge.Left : edge.Right)} lies inside province {found}: they overlap.", beside);
            }
        }
    }

    private static bool HasOtherEdgeNear(ReadOnlySpan<BorderEdge> edges, in BorderEdge edge, GeoPoint place)
    {
        foreach (ref readonly var other in edges)
        {
            if (other != edge && other.MetresFrom(place) < 3)
            {
                return true;
            }
        }

        return false;
    }

    private static BordersException Refusal(in BorderEdge a, in BorderEdge b)
    {
        var provinces = new[] { a.Left, a.Right, b.Left, b.Right }.Where(p => p.IsKnown).Distinct().ToList();
        return provinces.Count == 1
            ? new(BordersProblem.BadRing, $"The border of province {provinces[0]} crosses itself.", a.A)
            : new(BordersProblem.Overlap, $"Provinces {string.Join(" and ", provinces)} overlap: their borders cross.", a.A);
    }

    private static bool Cross(in BorderEdge a, in BorderEdge b)
    {
        if (a.A.LatitudeE6 > b.B.LatitudeE6 || b.A.LatitudeE6 > a.B.LatitudeE6
            || Math.Max(a.A.LongitudeE6, a.B.LongitudeE6) < Math.Min(b.A.LongitudeE6, b.B.LongitudeE6)
            || Math.Max(b.A.LongitudeE6, b.B.LongitudeE6) < Math.Min(a.A.LongitudeE6, a.B.LongitudeE6))
        {
            return false;
        }

        var (s1, s2) = (Math.Sign(a.Side(b.A)), Math.Sign(a.Side(b.B)));
        var (s3, s4) = (Math.Sign(b.Side(a.A)), Math.Sign(b.Side(a.B)));
        var shared = a.A == b.A || a.A == b.B || a.B == b.A || a.B == b.B;
        if (shared)
        {
            // From a common vertex they may part in any direction except along each other.
            return s1 == 0 && s2 == 0 && (a.A == b.A || a.B == b.B);
        }

        return s1 * s2 <= 0 && s3 * s4 <= 0;
    }
}
