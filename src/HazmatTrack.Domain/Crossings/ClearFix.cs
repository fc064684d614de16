using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>When and where a vehicle was last or first farther from the border than the error of a fix, so that its side was certain.</summary>
/// <param name="Time">The time; the default where the vehicle was never seen clear of the border.</param>
internal readonly record struct ClearFix(Instant Time, GeoPoint Place)
{
    public static ClearFix From(in TrackPoint fix) => new(fix.Time, fix.Report.Position);

    public bool IsKnown => Time != default;

    /// <summary>Finds where on the straight way between a fix near the border and one clear of it a vehicle is a given distance from the border.</summary>
    /// <param name="near">The fix near the border.</param>
    /// <param name="nearDepth">How deep it lies on the side of the clear fix; below zero on the other side.</param>
    /// <param name="clear">The fix clear of the border.</param>
    /// <param name="clearDepth">How deep it lies on its own side.</param>
    /// <param name="distance">The distance from which a fix is clear.</param>
    public static ClearFix Between(in TrackPoint near, Distance nearDepth, in TrackPoint clear, Distance clearDepth, Distance distance)
    {
        var rise = (clearDepth - nearDepth).Metres;
        var fraction = rise > 0 ? Math.Clamp((distance - nearDepth).Metres / rise, 0, 1) : 1;
        return new(
            near.Time + ((clear.Time - near.Time) * fraction), Geodesy.Along(near.Report.Position, clear.Report.Position, fraction));
    }
}
