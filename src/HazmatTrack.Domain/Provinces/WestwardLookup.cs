using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Provinces;

/// <summary>
/// The exact rule by which a point lies in one province: the east side of the nearest edge west of it on its own latitude. Whole
/// numbers decide, so a point on a border belongs to exactly one side.
/// </summary>
internal ref struct WestwardLookup(GeoPoint point)
{
    private BorderEdge _nearest;

    public bool Found { get; private set; }

    public readonly ProvinceCode Province => _nearest.Right;

    /// <summary>Where the nearest edge meets the point's latitude, microdegrees east.</summary>
    public readonly double NearestLongitudeE6
    {
        get
        {
            double rise = _nearest.B.LatitudeE6 - _nearest.A.LatitudeE6, run = _nearest.B.LongitudeE6 - _nearest.A.LongitudeE6;
            return _nearest.A.LongitudeE6 + ((point.LatitudeE6 - _nearest.A.LatitudeE6) / rise * run);
        }
    }

    public void Offer(ReadOnlySpan<BorderEdge> edges)
    {
        foreach (ref readonly var edge in edges)
        {
            if (edge.IsWestOf(point) && (!Found || IsFurtherEast(edge, _nearest)))
            {
                _nearest = edge;
                Found = true;
            }
        }
    }

    /// <summary>
    /// Whether, of two edges that meet the point's latitude west of it, the first does so further east; edges from one vertex compare by their slope.
    /// </summary>
    private readonly bool IsFurtherEast(in BorderEdge a, in BorderEdge b)
    {
        long ady = a.B.LatitudeE6 - a.A.LatitudeE6, bdy = b.B.LatitudeE6 - b.A.LatitudeE6;
        long adx = a.B.LongitudeE6 - a.A.LongitudeE6, bdx = b.B.LongitudeE6 - b.A.LongitudeE6;
        var an = (a.A.LongitudeE6 * ady) + ((point.LatitudeE6 - a.A.LatitudeE6) * adx);
        var bn = (b.A.LongitudeE6 * bdy) + ((point.LatitudeE6 - b.A.LatitudeE6) * bdx);
        var apart = ((double)an / ady) - ((double)bn / bdy);
        if (Math.Abs(apart) > 1e-3)
        {
            return apart > 0;
        }

        var exact = ((Int128)an * bdy).CompareTo((Int128)bn * ady);
        return exact != 0 ? exact > 0 : (Int128)adx * bdy > (Int128)bdx * ady;
    }
}
