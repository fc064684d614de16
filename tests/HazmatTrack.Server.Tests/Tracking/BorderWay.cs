using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>The first leg of a way of <see cref="SomeFleet"/>, which crosses a border.</summary>
/// <param name="Border">Where it crosses, as a fraction of the leg.</param>
internal sealed record BorderWay(GeoPoint From, GeoPoint To, double Border)
{
    public static BorderWay First { get; } = Of(SomeFleet.WayOf(0)[0], SomeFleet.WayOf(0)[1]);

    /// <summary>So many metres behind the border, as a fraction of the leg; before it where negative.</summary>
    public double At(double metres) => Border + (metres / Geodesy.Between(From, To).Metres);

    private static BorderWay Of(GeoPoint from, GeoPoint to)
    {
        var passes = new List<BorderIntersection>();
        ShippedBorders.Map.CrossSegment(from, to, passes);
        return new(from, to, passes[0].Fraction);
    }
}
