using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks.Segments;

namespace HazmatTrack.Domain.Tracks.Passes;

/// <summary>How far the time at which a vehicle passed a point between two fixes may be off.</summary>
internal static class PassError
{
    /// <summary>
    /// The error of a fix at the speed driven, and the time for which the vehicle may have been stationary on either side: the part of the gap that the
    /// way does not need at the greater reported speed, or all of it where no speed is reported.
    /// </summary>
    public static TimeSpan Estimate(in PositionReport a, in PositionReport b, double fraction, SegmentSettings settings)
    {
        var gap = (b.Time - a.Time).TotalSeconds;
        var chord = Geodesy.Between(a.Position, b.Position).Metres;
        var even = chord / gap;
        var reported = Math.Max(a.SpeedOrZero.MetresPerSecond, b.SpeedOrZero.MetresPerSecond);
        var stood = a.Speed is null && b.Speed is null ? gap : reported > even ? gap - (chord / reported) : 0;
        var noise = settings.FixError.Metres / Math.Max(Math.Max(reported, even), 1);
        return TimeSpan.FromSeconds(Math.Ceiling(noise + (stood * Math.Max(fraction, 1 - fraction))));
    }
}
