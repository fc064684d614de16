using System.Collections.Immutable;

namespace HazmatTrack.Domain.Geo;

/// <summary>An area within one ring of straight sides, in longitude and latitude (RFC 7946 §3.1.1). Does not reach over the antimeridian.</summary>
public sealed record GeoPolygon
{
    /// <param name="corners">At least three, in order around the area; the last is joined to the first.</param>
    /// <exception cref="ArgumentException">There are fewer than three.</exception>
    public GeoPolygon(ImmutableArray<GeoPoint> corners)
    {
        if (corners.Length < 3)
        {
            throw new ArgumentException($"A polygon has at least three corners; this one has {corners.Length}.", nameof(corners));
        }

        Corners = corners;
        Box = GeoArea.Box(
            new(corners.Min(c => c.LatitudeE6), corners.Min(c => c.LongitudeE6)), new(corners.Max(c => c.LatitudeE6), corners.Max(c => c.LongitudeE6)));
    }

    public ImmutableArray<GeoPoint> Corners { get; }

    /// <summary>The smallest box around it.</summary>
    public GeoArea Box { get; }

    /// <summary>Whether a point lies in it. On a side, a point belongs to one of the two areas that share the side.</summary>
    public bool Contains(GeoPoint point)
    {
        if (!Box.Contains(point))
        {
            return false;
        }

        var inside = false;
        var from = Corners[^1];
        foreach (var to in Corners)
        {
            if (from.LatitudeE6 > point.LatitudeE6 != to.LatitudeE6 > point.LatitudeE6)
            {
                // Exact in 64 bits: products of microdegrees stay below 2^57.
                var side = ((long)(to.LongitudeE6 - from.LongitudeE6) * (point.LatitudeE6 - from.LatitudeE6))
                    - ((long)(point.LongitudeE6 - from.LongitudeE6) * (to.LatitudeE6 - from.LatitudeE6));
                inside ^= to.LatitudeE6 > from.LatitudeE6 ? side > 0 : side < 0;
            }

            from = to;
        }

        return inside;
    }

    public bool Equals(GeoPolygon? other) => other is not null && Corners.AsSpan().SequenceEqual(other.Corners.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Corners.Length, Corners[0], Corners[1]);
}
