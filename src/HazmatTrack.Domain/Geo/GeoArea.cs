namespace HazmatTrack.Domain.Geo;

/// <summary>A place to search: a box of latitudes and longitudes, or a circle. Does not reach over the antimeridian.</summary>
public sealed class GeoArea
{
    private GeoArea(GeoPoint southWest, GeoPoint northEast, GeoPoint? centre, Distance radius)
    {
        SouthWest = southWest;
        NorthEast = northEast;
        Centre = centre;
        Radius = radius;
    }

    /// <summary>Corner of the smallest box around the area.</summary>
    public GeoPoint SouthWest { get; }

    /// <summary>Corner of the smallest box around the area.</summary>
    public GeoPoint NorthEast { get; }

    /// <summary>The centre of a circle; null for a box.</summary>
    public GeoPoint? Centre { get; }

    /// <summary>The radius of a circle; zero for a box.</summary>
    public Distance Radius { get; }

    /// <summary>All points between two corners, edges included.</summary>
    /// <exception cref="ArgumentException">The first corner is not south-west of the second, or one is not on the globe.</exception>
    public static GeoArea Box(GeoPoint southWest, GeoPoint northEast)
    {
        if (!southWest.IsOnGlobe || !northEast.IsOnGlobe
            || southWest.LatitudeE6 > northEast.LatitudeE6 || southWest.LongitudeE6 > northEast.LongitudeE6)
        {
            throw new ArgumentException($"A box goes from its south-west to its north-east corner; {southWest} to {northEast} does not.", nameof(southWest));
        }

        return new(southWest, northEast, null, Distance.Zero);
    }

    /// <summary>All points within a radius, up to some hundred kilometres.</summary>
    /// <exception cref="ArgumentException">The centre is not on the globe, or the radius is negative or not a number.</exception>
    public static GeoArea Circle(GeoPoint centre, Distance radius)
    {
        if (!centre.IsOnGlobe || !(radius.Metres is >= 0 and <= 1_000_000))
        {
            throw new ArgumentException($"A circle has a centre on the globe and a radius of up to 1,000 km, not {centre} and {radius}.", nameof(radius));
        }

        var north = (int)Math.Ceiling(radius.Metres / Geodesy.MetresPerLatitudeE6) + 1;
        var top = Math.Min(centre.LatitudeE6 + north, 90_000_000);
        var bottom = Math.Max(centre.LatitudeE6 - north, -90_000_000);
        var narrowest = Geodesy.MetresPerLongitudeE6(Math.Max(Math.Abs(top), Math.Abs(bottom)));
        var east = narrowest * 180e6 <= radius.Metres ? 180_000_000 : (int)Math.Ceiling(radius.Metres / narrowest) + 1;
        return new(
            new(bottom, Math.Max(centre.LongitudeE6 - east, -180_000_000)),
            new(top, Math.Min(centre.LongitudeE6 + east, 180_000_000)),
            centre,
            radius);
    }

    public bool Contains(GeoPoint point) =>
        point.LatitudeE6 >= SouthWest.LatitudeE6 && point.LatitudeE6 <= NorthEast.LatitudeE6
        && point.LongitudeE6 >= SouthWest.LongitudeE6 && point.LongitudeE6 <= NorthEast.LongitudeE6
        && (Centre is not { } centre || Geodesy.Between(centre, point) <= Radius);

    /// <summary>Whether the smallest box around the area and the one around two points have a point in common.</summary>
    public bool BoxMeets(GeoPoint a, GeoPoint b) =>
        Math.Min(a.LatitudeE6, b.LatitudeE6) <= NorthEast.LatitudeE6 && Math.Max(a.LatitudeE6, b.LatitudeE6) >= SouthWest.LatitudeE6
        && Math.Min(a.LongitudeE6, b.LongitudeE6) <= NorthEast.LongitudeE6 && Math.Max(a.LongitudeE6, b.LongitudeE6) >= SouthWest.LongitudeE6;

    /// <summary>How far outside a point lies; zero inside.</summary>
    public Distance Outside(GeoPoint point)
    {
        if (Centre is { } centre)
        {
            var beyond = Geodesy.Between(centre, point) - Radius;
            return beyond > Distance.Zero ? beyond : Distance.Zero;
        }

        return Geodesy.Between(
            point,
            new(
                Math.Clamp(point.LatitudeE6, SouthWest.LatitudeE6, NorthEast.LatitudeE6),
                Math.Clamp(point.LongitudeE6, SouthWest.LongitudeE6, NorthEast.LongitudeE6)));
    }

    /// <summary>The smallest box around the area, wider by a distance on every side, as far as the globe goes.</summary>
    public GeoArea Widened(Distance by)
    {
        var (south, north) = (Circle(SouthWest, by), Circle(NorthEast, by));
        var east = Math.Max(south.NorthEast.LongitudeE6 - SouthWest.LongitudeE6, NorthEast.LongitudeE6 - north.SouthWest.LongitudeE6);
        return new(
            new(south.SouthWest.LatitudeE6, Math.Max(SouthWest.LongitudeE6 - east, -180_000_000)),
            new(north.NorthEast.LatitudeE6, Math.Min(NorthEast.LongitudeE6 + east, 180_000_000)),
            null,
            Distance.Zero);
    }
}
