using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Provinces;

/// <summary>
/// One edge of the coverage, from the point that is lower (on a level, further west) to the other. West of it, seen along the
/// edge northwards, lies <see cref="Left"/>, east of it <see cref="Right"/>; none where it is a coast or the outer limit.
/// </summary>
internal readonly record struct BorderEdge(GeoPoint A, GeoPoint B, ProvinceCode Left, ProvinceCode Right)
{
    /// <summary>Whether two provinces meet here.</summary>
    public bool IsInner => Left.IsKnown && Right.IsKnown;

    /// <summary>
    /// Whether the edge is hit by a ray that runs west from a point. Half open in latitude, so that a ray through a vertex hits one edge of
    /// two; a point on the edge itself counts as east of it. Exact: whole numbers throughout.
    /// </summary>
    public bool IsWestOf(GeoPoint p)
    {
        if (p.LatitudeE6 < A.LatitudeE6 || p.LatitudeE6 >= B.LatitudeE6)
        {
            return false;
        }

        return Side(p) <= 0;
    }

    /// <summary>The side of the line through the edge, by sign: positive west (left going north), negative east, zero on it.</summary>
    public long Side(GeoPoint p) =>
        ((long)(B.LongitudeE6 - A.LongitudeE6) * (p.LatitudeE6 - A.LatitudeE6))
        - ((long)(B.LatitudeE6 - A.LatitudeE6) * (p.LongitudeE6 - A.LongitudeE6));

    /// <summary>The distance of a point from the edge, on the local plane at that point.</summary>
    public double MetresFrom(GeoPoint p)
    {
        var east = Geodesy.MetresPerLongitudeE6(p.LatitudeE6);
        var ax = ((double)A.LongitudeE6 - p.LongitudeE6) * east;
        var ay = ((double)A.LatitudeE6 - p.LatitudeE6) * Geodesy.MetresPerLatitudeE6;
        var dx = ((double)B.LongitudeE6 - A.LongitudeE6) * east;
        var dy = ((double)B.LatitudeE6 - A.LatitudeE6) * Geodesy.MetresPerLatitudeE6;
        var length = (dx * dx) + (dy * dy);
        var t = length == 0 ? 0 : Math.Clamp(-((ax * dx) + (ay * dy)) / length, 0, 1);
        var (x, y) = (ax + (t * dx), ay + (t * dy));
        return Math.Sqrt((x * x) + (y * y));
    }

    /// <summary>Where on the segment from <paramref name="p"/> to <paramref name="q"/> it meets the edge, 0 to 1; NaN where it does not.</summary>
    public double Meets(GeoPoint p, GeoPoint q)
    {
        double ex = B.LongitudeE6 - A.LongitudeE6, ey = B.LatitudeE6 - A.LatitudeE6;
        double sx = q.LongitudeE6 - p.LongitudeE6, sy = q.LatitudeE6 - p.LatitudeE6;
        var cross = (sx * ey) - (sy * ex);
        if (cross == 0)
        {
            return double.NaN;
        }

        double ox = A.LongitudeE6 - p.LongitudeE6, oy = A.LatitudeE6 - p.LatitudeE6;
        var along = ((ox * ey) - (oy * ex)) / cross;
        var onEdge = ((ox * sy) - (oy * sx)) / cross;
        return along is >= 0 and <= 1 && onEdge is >= 0 and <= 1 ? along : double.NaN;
    }
}
