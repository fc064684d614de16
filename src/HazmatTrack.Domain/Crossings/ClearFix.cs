using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>When and where a vehicle was farther from the border than the error of a fix, so that its side was certain.</summary>
/// <param name="Time">When; the default where that was never seen.</param>
/// <param name="Place">Where.</param>
internal readonly record struct ClearFix(Instant Time, GeoPoint Place)
{
    public static ClearFix From(in TrackPoint fix) => new(fix.Time, fix.Report.Position);

    public bool IsKnown => Time != default;
}
