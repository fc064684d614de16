using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>When and where a vehicle last or first was farther from the border than the error of a fix, so that its side was certain.</summary>
/// <param name="Time">When; the default where that was never seen.</param>
/// <param name="Place">Where.</param>
internal readonly record struct ClearFix(Instant Time, GeoPoint Place)
{
    public static ClearFix From(in TrackPoint fix) => new(fix.Time, fix.Report.Position);

    public bool IsKnown => Time != default;

    /// <summary>Where between a fix near the border and one clear of it, on the straight way, a vehicle is a distance away from the border.</summary>
    /// <param name="near">The fix near the border.</param>
    /// <param name="nearDepth">How far on the side of the clear one it lies; below zero on the other side.</param>
    /// <param name="clear">The fix clear of the border.</param>
    /// <param name="clearDepth">How far on its side it lies.</param>
    /// <param name="distance">How far away is clear.</param>
    public static ClearFix Between(in TrackPoint near, Distance nearDepth, in TrackPoint clear, Distance clearDepth, Distance distance)
    {
        var rise = (clearDepth - nearDepth).Metres;
        var fraction = rise > 0 ? Math.Clamp((distance - nearDepth).Metres / rise, 0, 1) : 1;
        return new(
            near.Time + ((clear.Time - near.Time) * fraction), Geodesy.Along(near.Report.Position, clear.Report.Position, fraction));
    }
}
