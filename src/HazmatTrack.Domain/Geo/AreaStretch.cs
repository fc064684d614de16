namespace HazmatTrack.Domain.Geo;

/// <summary>The part of a straight line that lies in an area, as fractions of it: 0 = its begin, 1 = its end.</summary>
public readonly record struct AreaStretch(double From, double To)
{
    private const int Halvings = 40;

    /// <summary>The part of the line from <paramref name="a"/> to <paramref name="b"/> in an area, edge included; null where it passes by.</summary>
    public static AreaStretch? Within(GeoArea area, GeoPoint a, GeoPoint b)
    {
        if (!area.BoxMeets(a, b))
        {
            return null;
        }

        var (startsIn, endsIn) = (area.Contains(a), area.Contains(b));
        if (startsIn && endsIn)
        {
            return new(0, 1);
        }

        return area.Centre is { } centre ? OfCircle(centre, area.Radius.Metres, a, b, startsIn, endsIn) : OfBox(area, a, b);
    }

    /// <summary>The fraction of the line between two others at which it comes nearest to a point.</summary>
    public static double Nearest(GeoPoint to, GeoPoint a, GeoPoint b, double from, double until)
    {
        var at = 0.5;

        // The scale of longitudes depends on where the nearest point is; three rounds settle it.
        for (var i = 0; i < 3; i++)
        {
            var middle = (int)((a.LatitudeE6 + (at * (b.LatitudeE6 - (double)a.LatitudeE6)) + to.LatitudeE6) / 2);
            var scale = Geodesy.MetresPerLongitudeE6(middle);
            var (dx, dy) = ((b.LongitudeE6 - (double)a.LongitudeE6) * scale, (b.LatitudeE6 - (double)a.LatitudeE6) * Geodesy.MetresPerLatitudeE6);
            var (x, y) = ((to.LongitudeE6 - (double)a.LongitudeE6) * scale, (to.LatitudeE6 - (double)a.LatitudeE6) * Geodesy.MetresPerLatitudeE6);
            var length = (dx * dx) + (dy * dy);
            at = length > 0 ? Math.Clamp(((x * dx) + (y * dy)) / length, from, until) : from;
        }

        return at;
    }

    /// <summary>Metres from a point to the one at a fraction of a line, which is not rounded to a microdegree.</summary>
    public static double MetresTo(GeoPoint point, GeoPoint a, GeoPoint b, double at)
    {
        var latitude = a.LatitudeE6 + (at * (b.LatitudeE6 - (double)a.LatitudeE6));
        var longitude = a.LongitudeE6 + (at * (b.LongitudeE6 - (double)a.LongitudeE6));
        var y = (latitude - point.LatitudeE6) * Geodesy.MetresPerLatitudeE6;
        var x = (longitude - point.LongitudeE6) * Geodesy.MetresPerLongitudeE6((int)((latitude + point.LatitudeE6) / 2));
        return Math.Sqrt((x * x) + (y * y));
    }

    private static AreaStretch? OfCircle(GeoPoint centre, double radius, GeoPoint a, GeoPoint b, bool startsIn, bool endsIn)
    {
        var nearest = startsIn ? 0 : endsIn ? 1 : Nearest(centre, a, b, 0, 1);
        return MetresTo(centre, a, b, nearest) > radius && !startsIn && !endsIn
            ? null
            : new(startsIn ? 0 : Edge(0, nearest), endsIn ? 1 : Edge(1, nearest));

        double Edge(double outside, double inside)
        {
            for (var i = 0; i < Halvings; i++)
            {
                var middle = (outside + inside) / 2;
                (outside, inside) = MetresTo(centre, a, b, middle) > radius ? (middle, inside) : (outside, middle);
            }

            return inside;
        }
    }

    private static AreaStretch? OfBox(GeoArea area, GeoPoint a, GeoPoint b)
    {
        var (from, to) = (0.0, 1.0);
        return Cut(a.LatitudeE6, b.LatitudeE6, area.SouthWest.LatitudeE6, area.NorthEast.LatitudeE6, ref from, ref to)
            && Cut(a.LongitudeE6, b.LongitudeE6, area.SouthWest.LongitudeE6, area.NorthEast.LongitudeE6, ref from, ref to)
            ? new(from, to)
            : null;

        static bool Cut(double a, double b, double least, double most, ref double from, ref double to)
        {
            if (a == b)
            {
                return a >= least && a <= most;
            }

            var (one, other) = ((least - a) / (b - a), (most - a) / (b - a));
            from = Math.Max(from, Math.Min(one, other));
            to = Math.Min(to, Math.Max(one, other));
            return from <= to;
        }
    }
}
